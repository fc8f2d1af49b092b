"""Times as people and files write them. Inside the archive a time is an int of milliseconds."""


def clock(ms: int) -> str:
    """`12:29`, with hours `1:02:09`; floored to the second."""
    seconds = ms // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes:02d}:{second:02d}"


def spoken_clock(ms: int) -> str:
    """`13 min 43 s`, with hours `1 h 02 min 09 s`, as a citation has it."""
    hours, rest = divmod(ms // 1000, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours} h {minutes:02d} min {second:02d} s" if hours else f"{minutes} min {second:02d} s"


def vtt_stamp(ms: int) -> str:
    """`01:02:09.500`, as WebVTT has it."""
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    second, milli = divmod(rest, 1000)
    return f"{hours:02d}:{minutes:02d}:{second:02d}.{milli:03d}"


def srt_stamp(ms: int) -> str:
    """`01:02:09,500`, as SubRip has it."""
    return vtt_stamp(ms).replace(".", ",")
