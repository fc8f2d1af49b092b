"""The version of the cleaner: what it made of a page is made again where this is another."""

BROUGHT = {
    2: "dates in figures, promotion taken out of descriptions, titles made of show, guests and day",
    3: "texts below front matter, headings with a time",
    4: "times and hours written behind who speaks, names with a figure",
    5: "every channel of a recording, records with NaN, line breaks of captions",
    6: "why lines were taken for speech, in an episode's notes",
    7: "transcripts without times, times of words, more encodings, more people and shows of descriptions",
}
"""What each version reads that the one before did not."""
CLEANER_VERSION = max(BROUGHT)
