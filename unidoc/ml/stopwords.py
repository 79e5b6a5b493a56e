"""Function words: a text of nothing else says nothing about its subject."""

from __future__ import annotations

_RUSSIAN = """
а без более бы был была были было быть в вам вас весь во вот все всего всей всем всех
вы где да даже для до его ее ей если есть еще же за здесь и из или им их к как ко
когда кто ли либо между меня мне может мы на над надо наш не него нее нет ни них но ну
о об один однако он она они оно от очень по под при про с со свой себе себя так также
такой там те тем то того тоже той только том тот ты у уже чего чей чем что чтобы чье
чья эта эти это этого этой этом этот эту я
"""
_ENGLISH = """
a about after again all also am an and any are as at be because been before being below
between both but by can could did do does doing down during each few for from further had
has have having he her here hers him his how i if in into is it its itself just me more
most my no nor not now of off on once only or other our ours out over own s same she
should so some such t than that the their theirs them then there these they this those
through to too under until up very was we were what when where which while who whom why
will with would you your yours
"""

STOP_WORDS = frozenset(f"{_RUSSIAN} {_ENGLISH}".split())
