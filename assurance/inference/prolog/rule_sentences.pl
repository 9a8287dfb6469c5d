% What the authors of rules say about goals, in sentences for people.

:- module(rule_sentences, [sentence_for/3, goal_text/2]).

:- use_module(library(lists)).
:- use_module(library(pairs)).
:- use_module(rule_compiler).

%! sentence_for(+Goal, -Said, -Proofs)
%  The first that fits and whose body holds; fails where nobody says anything. A body that does not come to its end says nothing.
%  Said is [Sentence, Text, Names, Values]: what is said, the text as its author wrote it, and what stands in place of its names.
sentence_for(Goal, Said, Proofs) :-
    catch(says(Goal, Said, Proofs), given_up(_, _, _), fail), !.

says(Goal, [Sentence, Text, Names, Values], Proofs) :-
    said_of(Rule, Goal, Parts, Body),
    compile_body(Body, Rule, Compiled, Proofs),
    once(Compiled),
    maplist(shown, Parts, Shown),
    atomic_list_concat(Shown, Sentence),
    maplist(written, Parts, Written),
    atomic_list_concat(Written, Text),
    findall(Name-Value, ( member(Part, Parts), Part = Name-_, shown(Part, Value) ), Pairs),
    pairs_keys_values(Pairs, Names, Values).

shown(Part, Text) :-
    (   Part = _-Value
    ->  ( var(Value) -> Text = '…' ; Text = Value )
    ;   Text = Part
    ).

written(Part, Text) :-
    (   Part = Name-_
    ->  atomic_list_concat(['{', Name, '}'], Text)
    ;   Text = Part
    ).

%! goal_text(+Goal, -Text)
goal_text(Goal, Text) :-
    copy_term(Goal, Copy),
    term_variables(Copy, Variables),
    maplist(=('$VAR'('_')), Variables),
    format(atom(Text), '~W', [Copy, [quoted(true), numbervars(true), spacing(next_argument), portray(false)]]).
