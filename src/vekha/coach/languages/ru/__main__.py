"""Writes `lemmas.txt` anew, after the lexicon or the dictionary has changed: `python -m vekha.coach.languages.ru`."""

from vekha.coach.languages import ru

words = sorted(set(ru.words_of_phrases(ru.load().lexicon)))
ru.LEMMAS.write_text("".join(f"{word} {ru.lemma_of(word)}\n" for word in words), encoding="utf-8")
