% What the authors of rules say about goals, in sentences for people.

:- module(rule_sentences, [sentence_for/3, goal_text/2]).

:- use_module(library(lists)).
:- use_module(rule_compiler).

%! sentence_for(+Goal, -Sentence, -Proofs)
%  The first that fits and whose body holds; fails where nobody says anything. A body that does not come to its end says nothing.
sentence_for(Goal, Sentence, Proofs) :-
    catch(says(Goal, Sentence, Proofs), given_up(_, _, _), fail), !.

says(Goal, Sentence, Proofs) :-
    said_of(Rule, Goal, Parts, Body),
    compile_body(Body, Rule, Compiled, Proofs),
    once(Compiled),
    maplist(shown, Parts, Texts),
    atomic_list_concat(Texts, Sentence).

shown(Part, Text) :- ( var(Part) -> Text = '…' ; Text = Part ).

%! goal_text(+Goal, -Text)
goal_text(Goal, Text) :-
    copy_term(Goal, Copy),
    term_variables(Copy, Variables),
    maplist(=('$VAR'('_')), Variables),
    format(atom(Text), '~W', [Copy, [quoted(true), numbervars(true), spacing(next_argument), portray(false)]]).
