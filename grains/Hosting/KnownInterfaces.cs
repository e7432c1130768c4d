using System.Collections.Concurrent;
using Orleans.Metadata;
using Orleans.Serialization.TypeSystem;

namespace AccountGrains.Grains;

/// <summary>
/// Remembers what the attributes of a grain's interface say: Orleans reads them for each reference that it makes or casts.
/// </summary>
internal sealed class KnownInterfaces(IServiceProvider services, TypeConverter types) : IGrainInterfaceTypeProvider
{
    private readonly GrainInterfaceTypeResolver resolver = new([new AttributeGrainInterfaceTypeProvider(services)], types);
    private readonly ConcurrentDictionary<Type, GrainInterfaceType> known = new();

    public bool TryGetGrainInterfaceType(Type type, out GrainInterfaceType grainInterfaceType)
    {
        grainInterfaceType = known.GetOrAdd(type, resolver.GetGrainInterfaceType);
        return true;
    }
}
