namespace Riverrun.Actors.Devices;

/// <summary>What a device does next: a question to what it holds, asked after every message.</summary>
internal abstract record DeviceIntent
{
    private DeviceIntent() { }

    /// <summary>Nothing before somebody speaks, or a write ends.</summary>
    public sealed record Rest : DeviceIntent;

    /// <summary>Train one slice more.</summary>
    public sealed record TakeSlice(DeviceWork Work) : DeviceIntent;

    /// <summary>Store and measure the state that it began with: there is no step to take.</summary>
    public sealed record Deliver(DeviceWork Work) : DeviceIntent;

    /// <summary>Store the state that is to be given back.</summary>
    public sealed record Save(DeviceWork Work) : DeviceIntent;

    /// <summary>Drop the state and the lease.</summary>
    public sealed record LetGo(DeviceWork Work) : DeviceIntent;

    /// <summary>
    /// Training waits for writes that lag behind and for a branch that does; a device that was released lets go once
    /// all it has done is stored, or nobody wants to hear of it.
    /// </summary>
    public static DeviceIntent Of(DeviceWork? work, DeviceWriter writer, Silence silence) => work switch
    {
        { Releasing: false, MayTrain: true } when !writer.IsFull => new TakeSlice(work),
        { Releasing: false, IsBorn: true } when !writer.IsFull => new Deliver(work),
        { Releasing: true, WantsSaving: true } when !writer.IsFull => new Save(work),
        { Releasing: true } when writer.IsIdle
            && (work.Outbox.IsEmpty || !work.IsAwaited || silence.IsAlone) => new LetGo(work),
        _ => new Rest(),
    };
}
