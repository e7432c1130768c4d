global using AccountGrains.Throwaway;
global using Xunit;
