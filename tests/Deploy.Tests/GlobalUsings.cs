global using System.Text.Json.Nodes;
global using System.Text.RegularExpressions;
global using Xunit;
