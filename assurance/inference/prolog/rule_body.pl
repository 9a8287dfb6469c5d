% Bodies of rules: what is on the lists below, and nothing else. A predicate that SWI-Prolog gains tomorrow is refused.

:- module(rule_body, [check_body/3, own_relation/1, control/2, comparison/1, body_call/4]).

:- use_module(rule_settings).
:- use_module(library(lists)).
:- use_module(rule_terms).

%! check_body(+Body, +Line, +Head)
%  @throws refused(Code, Line, Sentence)
check_body(Body, Line, Head) :-
    check(Body, Line, 0, []-0, Lists-Goals),
    most(goals, Most),
    ( Goals > Most -> refuse(clauses, Line, 'more than ~w goals in a clause'-[Most]) ; true ),
    term_variables(Head, InHead),
    single_variables(Body, InHead, Single),
    (   member(List, Lists), member(Variable, Single), List == Variable
    ->  refuse(term, Line, 'a variable that holds a list is used where one value belongs'-[])
    ;   true
    ).

% check(+Goal, +Line, +Depth, +Seen0, -Seen): Seen is ListVariables-NumberOfGoals.
check(Goal, Line, _, _, _) :-
    var(Goal), !,
    refuse(forbidden, Line, 'a goal cannot be a variable'-[]).
check(_, Line, Depth, _, _) :-
    most(depth, Most),
    Depth > Most, !,
    refuse(clauses, Line, 'goals nested more than ~w deep'-[Most]).
check((A, B), Line, Depth, S0, S) :- !,
    check(A, Line, Depth, S0, S1),
    check(B, Line, Depth, S1, S).
check(Goal, Line, Depth, S0, S) :-
    control(Goal, Parts), !,
    Deeper is Depth + 1,
    foldl([Part, X, Y]>>check(Part, Line, Deeper, X, Y), Parts, S0, S).
check(findall(Template, Inner, List), Line, Depth, L-N, S) :- !,
    check_simple([Template], Line),
    ( var(List) -> true ; refuse(term, Line, 'findall/3 gives its list to a variable'-[]) ),
    deeper(Inner, Line, Depth, [List|L]-N, S).
check(aggregate_all(What, Inner, Result), Line, Depth, S0, S) :- !,
    ( aggregate(What, Values) -> true ; refuse(forbidden, Line, 'aggregate_all/3 takes count, sum(X), max(X) or min(X)'-[]) ),
    check_simple([Result|Values], Line),
    deeper(Inner, Line, Depth, S0, S).
check(Goal, Line, _, L0-N0, L-N) :-
    N is N0 + 1,
    check_goal(Goal, Line, L0, L).

deeper(Inner, Line, Depth, L-N0, S) :-
    Deeper is Depth + 1,
    N is N0 + 1,
    check(Inner, Line, Deeper, L-N, S).

check_goal(_:_, Line, _, _) :- !,
    refuse(forbidden, Line, 'modules are not part of the language'-[]).
check_goal(Goal, Line, L, L) :-
    comparison(Goal), !,
    forall(arg(_, Goal, Expression), check_expression(Expression, Line)).
check_goal(Result is Expression, Line, L, L) :- !,
    check_simple([Result], Line),
    check_expression(Expression, Line).
check_goal(Goal, Line, L0, L) :-
    listing(Goal, List, Single), !,
    check_simple([Single], Line),
    check_list(List, Line, L0, L).
check_goal(Goal, Line, L, L) :-
    callable(Goal),
    ( plain(Goal) ; own_relation(Goal) ), !,
    check_arguments(Goal, Line).
check_goal(Goal, Line, _, _) :-
    callable(Goal), !,
    functor(Goal, Name, Arity),
    refuse(forbidden, Line, '~w/~w is not part of the language'-[Name, Arity]).
check_goal(_, Line, _, _) :-
    refuse(forbidden, Line, 'a goal is a relation'-[]).

% ---- the language

control((A ; B), Parts) :- ( nonvar(A), A = (C -> T) -> Parts = [C, T, B] ; Parts = [A, B] ).
control((A -> B), [A, B]).
control(\+ A, [A]).
control(forall(A, B), [A, B]).

aggregate(What, _) :- var(What), !, fail.
aggregate(count, []).
aggregate(sum(V), [V]).
aggregate(max(V), [V]).
aggregate(min(V), [V]).

comparison(_ < _).
comparison(_ > _).
comparison(_ =< _).
comparison(_ >= _).
comparison(_ =:= _).
comparison(_ =\= _).

listing(member(A, L), L, A).
listing(memberchk(A, L), L, A).
listing(length(L, N), L, N).

plain(true).
plain(false).
plain(fail).
plain(_ = _).
plain(_ \= _).
plain(_ == _).
plain(_ \== _).
plain(between(_, _, _)).
plain(sub_atom(_, _, _, _, _)).
plain(atom_concat(_, _, _)).
plain(now(_)).
plain(recent(_, _)).

%! own_relation(+Goal)
%  A relation that a rule text may define or use: nothing of the language, nothing of the system.
own_relation(Goal) :-
    functor(Goal, Name, Arity),
    relation_name(Name),
    Arity =< 16,
    Name \== says,
    functor(General, Name, Arity),
    \+ ( control(General, _) ; General = (_, _) ; General = findall(_, _, _) ; General = aggregate_all(_, _, _)
       ; General = (_ is _) ; comparison(General) ; listing(General, _, _) ; plain(General) ),
    \+ predicate_property(system:General, defined).

% As the relations of claims are spelled: a small letter, then letters, digits and _.
relation_name(Name) :-
    atom(Name),
    atom_codes(Name, [First|Codes]),
    between(0'a, 0'z, First),
    forall(member(Code, Codes), ( Code < 128, code_type(Code, csym) )).

% ---- what bodies call, and what their variables hold

%! body_call(+Body, +Sign, -Goal, -GoalSign)
%  On backtracking, every relation that the body uses. The sign is `-` where the body depends on its absence or on all of it.
body_call(Goal, Sign, Call, CallSign) :-
    (   Goal = (A, B)
    ->  ( body_call(A, Sign, Call, CallSign) ; body_call(B, Sign, Call, CallSign) )
    ;   conditional(Goal, Condition, Branches)
    ->  ( body_call(Condition, -, Call, CallSign) ; member(Branch, Branches), body_call(Branch, Sign, Call, CallSign) )
    ;   Goal = (A ; B)
    ->  ( body_call(A, Sign, Call, CallSign) ; body_call(B, Sign, Call, CallSign) )
    ;   wholly(Goal, Parts)
    ->  member(Part, Parts), body_call(Part, -, Call, CallSign)
    ;   own_relation(Goal)
    ->  Call = Goal, CallSign = Sign
    ).

conditional((C -> T ; E), C, [T, E]).
conditional((C -> T), C, [T]).

wholly(\+ A, [A]).
wholly(forall(A, B), [A, B]).
wholly(findall(_, A, _), [A]).
wholly(aggregate_all(_, A, _), [A]).

% Variables in places that hold one value each.
single_variables(Goal, V0, V) :-
    (   Goal = (A, B)
    ->  single_variables(A, V0, V1),
        single_variables(B, V1, V)
    ;   control(Goal, Parts)
    ->  foldl(single_variables, Parts, V0, V)
    ;   collected(Goal, Inner, Single)
    ->  term_variables(Single, Variables),
        append(Variables, V0, V1),
        single_variables(Inner, V1, V)
    ;   ( listing(Goal, List, Single), var(List) -> true ; Single = Goal ),
        term_variables(Single, Variables),
        append(Variables, V0, V)
    ).

collected(findall(Template, Inner, _), Inner, Template).
collected(aggregate_all(What, Inner, Result), Inner, What-Result).
