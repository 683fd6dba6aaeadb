"""How each speaker talks: lengths of turns, hesitations, phrases that come back."""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from statistics import median
from typing import NamedTuple

from ..corpus import Course, find_course, load_transcripts, words_in

# Words that fill time, as the writing of these interviews spells them. "like" and "well" are counted
# whatever they do in the sentence: the table compares speakers, it does not parse them.
FILLERS = (
    "actually",
    "anyway",
    "basically",
    "er",
    "erm",
    "honestly",
    "i mean",
    "i suppose",
    "kind of",
    "like",
    "literally",
    "mm",
    "oh",
    "sort of",
    "to be honest",
    "um",
    "well",
    "you know",
)
SHORT = 5  # words: a short answer has no more
LEAST = 3  # times that a phrase must come to be called a habit
RARE = 0.2  # of the speaker's own rate: others may use the phrase no more often than this
PHRASES = 5  # phrases told for each speaker

_PAUSE = re.compile(r"\((?:\.|\d+)\)")
_MARK = re.compile(r"\((?:\.|\d+)\)|\[[^\]]*\]")
_CUT_OFF = re.compile(r"-(?=\s|$)")
_LAUGH = re.compile(r"\[[^\]]*laugh[^\]]*\]", re.IGNORECASE)
_SENTENCE = re.compile(r"[.?!]|-(?=\s|$)")
_WORD = re.compile(r"\w+(?:['-]\w+)*")
_FILLER = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(FILLERS, key=len, reverse=True))})(?!\w)")


class Voice(NamedTuple):
    """How one speaker talks in one transcript.

    Attributes
    ----------
    speaker
        The participant, or ``I`` for the interviewer.
    median_words, longest_words
        Length of turns, in words as the index counts them: ``(.)`` is none, ``[laughs]`` is one.
    short_share
        Share of turns of five words or fewer, 0 to 1.
    pauses_per_100, cut_offs_per_100, fillers_per_100
        For each hundred words.
    laughs
        How often a laugh is marked.
    phrases
        Phrases of three or four words that come back and that others seldom use, each with its number.
    """

    doc: str
    speaker: str
    turns: int
    words: int
    median_words: float
    longest_words: int
    short_share: float
    pauses_per_100: float
    cut_offs_per_100: float
    fillers_per_100: float
    laughs: int
    phrases: tuple[tuple[str, int], ...]


def voices(course: Course | None = None) -> tuple[Voice, ...]:
    """Measure each participant, and the interviewer of each transcript; in order of the index.

    Raises
    ------
    CourseError
        If a transcript is missing or cannot be read.
    """
    said: dict[tuple[str, str], list[str]] = {}
    for transcript in load_transcripts(course or find_course()):
        for who in (transcript.doc, "I"):
            said[transcript.doc, who] = [turn.text for turn in transcript.turns if turn.speaker == who]
    phrases = {speaker: Counter(_phrases(texts)) for speaker, texts in said.items()}
    everybody: Counter[str] = Counter()
    for counts in phrases.values():
        everybody.update(counts)
    all_words = sum(words_in(text) for texts in said.values() for text in texts)
    return tuple(
        _voice(doc, who, texts, _own_phrases(phrases[doc, who], everybody, texts, all_words))
        for (doc, who), texts in said.items()
        if texts
    )


def voices_csv(course: Course | None = None) -> bytes:
    """Write the voices as ``data/voices.csv`` has them: the same bytes for the same transcripts."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(Voice._fields)
    for voice in voices(course):
        phrases = "; ".join(f"{phrase} ({count})" for phrase, count in voice.phrases)
        writer.writerow([*(_cell(value) for value in voice[:-1]), phrases])
    return file.getvalue().encode()


def _cell(value: str | float | object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _voice(doc: str, who: str, texts: list[str], phrases: tuple[tuple[str, int], ...]) -> Voice:
    lengths = [words_in(text) for text in texts]
    words = sum(lengths)

    def per_100(pattern: re.Pattern[str]) -> float:
        return round(100 * sum(len(pattern.findall(text.lower())) for text in texts) / max(words, 1), 2)

    return Voice(
        doc=doc,
        speaker=who,
        turns=len(texts),
        words=words,
        median_words=float(median(lengths)),
        longest_words=max(lengths),
        short_share=round(sum(length <= SHORT for length in lengths) / len(lengths), 2),
        pauses_per_100=per_100(_PAUSE),
        cut_offs_per_100=per_100(_CUT_OFF),
        fillers_per_100=per_100(_FILLER),
        laughs=sum(len(_LAUGH.findall(text)) for text in texts),
        phrases=phrases,
    )


def _phrases(texts: list[str]) -> Iterator[str]:
    """Give every run of three and of four words within a sentence."""
    for text in texts:
        for sentence in _SENTENCE.split(_MARK.sub(" ", text.lower())):
            words = _WORD.findall(sentence)
            for length in (3, 4):
                for start in range(len(words) - length + 1):
                    yield " ".join(words[start : start + length])


def _own_phrases(
    own: Mapping[str, int], everybody: Mapping[str, int], texts: list[str], all_words: int
) -> tuple[tuple[str, int], ...]:
    """Choose the phrases that set a speaker apart, the most telling first.

    A phrase counts for as much as its number times the log of how much oftener the speaker says it than
    the others do (half a time is added for the others, who may never say it).
    """
    words = sum(map(words_in, texts))
    others = max(all_words - words, 1)
    scored = []
    for phrase, count in own.items():
        elsewhere = everybody[phrase] - count
        rate, their_rate = count / max(words, 1), elsewhere / others
        if count >= LEAST and their_rate <= RARE * rate:
            weight = count * math.log(rate * others / (elsewhere + 0.5))
            scored.append((-round(weight, 9), -len(phrase), phrase, count))
    chosen: list[tuple[str, int]] = []
    for _, _, phrase, count in sorted(scored):
        # "at the end of" says all that "at the end" would, if it comes as often.
        if not any(f" {phrase} " in f" {other} " or f" {other} " in f" {phrase} " for other, _ in chosen):
            chosen.append((phrase, count))
    return tuple(chosen[:PHRASES])
