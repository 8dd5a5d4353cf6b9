"""How much each trait of a text speaks for each kind of text. Set by hand; docs/benchmarks.md says how well it does."""

from __future__ import annotations

from collections.abc import Mapping

from desk.readings import Kind

WEIGHTS: Mapping[Kind, Mapping[str, float]] = {
    Kind.COMPLAINT: {
        "lack": 1.2, "bad": 1.1, "impatience": 0.9, "demand": 1.3, "negated": 0.7, "imperative": 0.4,
        "polite": 0.2, "rude": 1.0, "topic": 0.8, "place": 0.4, "thankless": 3.0, "always": 0.3, "told": 0.8,
        "personal": 0.3, "all well": -0.4, "thankful": -1.5, "formal": -0.2, "report": -0.6, "headed": -0.5,
        "linked": -0.8,
        "offer": -0.2, "asks": -0.2, "how-to": -0.3,
    },
    Kind.QUESTION: {
        "ends asking": 1.6, "asks": 0.6, "question": 1.1, "how-to": 0.8, "topic": 0.3, "lack": -0.6, "bad":
        -0.7, "demand": -0.7, "impatience": -0.5, "rude": -0.5, "rumour": -1.0, "formal": -0.3, "report":
        -0.3, "proposal": -0.6, "greeting": -0.1,
    },
    Kind.PROPOSAL: {
        "proposal": 3.2, "imperative": 0.3, "topic": 0.6, "demand": -0.3, "lack": -0.2, "bad": -0.3, "report":
        -0.5,
    },
    Kind.THANKS: {
        "thankful": 2.6, "thanks": 0.6, "mended": 0.5, "all well": 0.6, "thankless": -3.0, "beforehand": -2.0,
        "demand": -1.0,
        "asks": -1.0, "report": -0.6, "offer": -0.5,
    },
    Kind.NEWS: {
        "report": 1.3, "formal": 1.3, "long": 0.5, "headed": 0.9, "linked": 1.2, "apart": 0.4, "personal":
        -1.0, "lack": -0.4, "demand": -1.0, "impatience": -0.7, "asks": -0.8, "rude": -1.0, "offer": -0.8,
        "contact": -0.3, "thankful": -1.0, "blamed office": -1.5, "answer": -0.8, "greeting": -0.4,
        "question": -0.3,
    },
    Kind.MEDIA_CRITICISM: {
        "blamed office": 4.4, "report": 0.4, "office": 0.3, "blame": 0.6, "formal": 0.2, "personal": -1.2,
        "demand": -1.0, "thankful": -2.0,
    },
    Kind.RUMOUR: {
        "rumour": 2.4, "hearsay": 0.5, "asks": 0.5, "lack": -0.1, "personal": -0.1, "answer": -0.5, "report":
        -0.3, "thankful": -1.0,
    },
    Kind.ANSWER_COMPLAINT: {
        "answer": 2.3, "lack": 0.4, "bad": 0.1, "impatience": 0.3, "to office": 0.8, "negated": 0.2,
        "thankful": -1.5, "report": -0.4, "offer": -0.8,
    },
    Kind.SPAM: {
        "offer": 1.1, "contacted offer": 1.8, "contact": 0.4, "phone": 0.9, "link": 0.5, "price": 0.3, "lack":
        -0.5, "bad": -0.6, "demand": -1.0, "impatience": -0.8, "office": -1.0, "thankful": -0.8, "asks": -0.3,
        "topic": -0.3, "formal": -0.3,
    },
    Kind.CHATTER: {
        "greeting": 1.6, "hello alone": 1.6, "wordless": 2.5, "brief": 0.9, "few": 0.5, "no matter": 0.6,
        "rude": 0.2, "matter":
        -1.2, "negated": -0.4, "agreement": -1.0, "thankful": -0.8,
    },
    Kind.AGREEMENT: {
        "agreement": 2.2, "nodding": 1.6, "plus": 6.0, "brief": 0.9, "few": 0.5, "reply": 0.4, "matter": -1.0,
        "long": -1.0, "demand": -1.0,
    },
}  # fmt: skip
