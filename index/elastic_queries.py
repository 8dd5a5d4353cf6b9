"""Conditions and terms as Elasticsearch asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.conditions import AllOf, Between, Condition, OneOf
from index.terms import Term

Body = dict[str, Any]


def question(terms: Sequence[Term], condition: Condition) -> Body:
    """The query: every term, and the condition. Nothing is scored: hits come newest first."""
    return {"bool": {"filter": [*(_term(term) for term in terms), where(condition)]}}


def twins(bands: Sequence[int], condition: Condition) -> Body:
    """Posts that share a band; the score is how many they share."""
    each = [{"constant_score": {"filter": {"term": {"bands": str(band)}}}} for band in bands]
    return {"bool": {"filter": [where(condition)], "should": each, "minimum_should_match": 1}}


def where(condition: Condition) -> Body:
    """The condition as a filter."""
    if isinstance(condition, OneOf):
        return {"terms": {condition.field: list(condition.values)}}
    if isinstance(condition, Between):
        sides = {"gte": condition.low, "lt": condition.high}
        return {"range": {condition.field: {side: value for side, value in sides.items() if value is not None}}}
    parts = [where(part) for part in condition.parts]
    if isinstance(condition, AllOf):
        return {"bool": {"filter": parts}} if parts else {"match_all": {}}
    return {"bool": {"should": parts, "minimum_should_match": 1}} if parts else {"match_none": {}}


def _term(term: Term) -> Body:
    if term.beginning:
        return {"prefix": {"exact": {"value": term.words.exact[0]}}}
    alternatives = [_phrase(field, words) for field, words in term.alternatives]
    return {"bool": {"should": alternatives, "minimum_should_match": 1}}


def _phrase(field: str, words: Sequence[str]) -> Body:
    if len(words) == 1:
        return {"term": {field: {"value": words[0]}}}
    return {"match_phrase": {field: {"query": " ".join(words)}}}
