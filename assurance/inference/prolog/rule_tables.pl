% Recursion that ends. The answers of a relation that depends on itself are gathered in a table for each way it is called,
% round after round until a round brings nothing new; so circles in data end, and every answer is proved by answers that
% were there before it. Tables live as long as one evaluation. Only positive recursion comes here: the builder gives up
% relations that depend on their own negation, count or collection.

:- module(rule_tables, [begin_tables/0, tabled/3, table_proof/2]).

:- use_module(rule_settings).
:- use_module(library(lists)).
:- use_module(rule_runtime).

:- meta_predicate tabled(?, 0, ?).

:- dynamic
    answers/2,        % Table, trie of answers with their proofs
    status/2,         % Table, complete | running(Depth) | partial(Round, Lowest)
    lowest/2.         % Depth, the least depth of a running table that was asked from there

% Most evaluations need none.
begin_tables :-
    ( nb_current(tables, []) -> true ; clear_tables ).

clear_tables :-
    forall(answers(_, Trie), trie_destroy(Trie)),
    retractall(answers(_, _)),
    retractall(status(_, _)),
    retractall(lowest(_, _)),
    ( nb_current(tables, Old) -> trie_destroy(Old) ; true ),
    nb_setval(tables, []),
    nb_setval(table_count, 0),
    nb_setval(table_depth, 0),
    nb_setval(table_round, 0),
    nb_setval(table_news, 0).

%! tabled(?Goal, :Clauses, ?Proof)
%  Clauses is a call that has the same variables as Goal, and Proof.
tabled(Goal, Clauses, Proof) :-
    \+ \+ gather(Goal, Clauses, Proof),
    table_of(Goal, Table),
    answers(Table, Trie),
    findall(Goal, trie_gen(Trie, Goal, _), Found),
    sort(Found, Sorted),
    member(Goal, Sorted).

%! table_proof(+Answer, -Proof)
table_proof(Answer, Proof) :-
    answers(_, Trie),
    trie_gen(Trie, Answer, Proof), !.

table_of(Goal, Table) :-
    nb_getval(tables, Tables),
    Tables \== [],
    trie_lookup(Tables, Goal, Table).

tables(Tables) :-
    nb_getval(tables, Known),
    ( Known == [] -> trie_new(Tables), nb_setval(tables, Tables) ; Tables = Known ).

gather(Goal, Clauses, Proof) :-
    (   table_of(Goal, Table)
    ->  status(Table, Status),
        resume(Status, Table, Goal, Clauses, Proof)
    ;   next(table_count, Table),
        tables(Tables),
        trie_insert(Tables, Goal, Table),
        trie_new(Trie),
        assertz(answers(Table, Trie)),
        run(Table, Trie, Goal, Clauses, Proof)
    ).

resume(complete, _, _, _, _).
resume(running(Depth), _, _, _, _) :-
    reached(Depth).
resume(partial(Round, Lowest), Table, Goal, Clauses, Proof) :-
    (   nb_getval(table_round, Round)
    ->  reached(Lowest)
    ;   retractall(status(Table, _)),
        answers(Table, Trie),
        run(Table, Trie, Goal, Clauses, Proof)
    ).

% Whoever runs now has used answers of a table that may still get more.
reached(Depth) :-
    nb_getval(table_depth, Current),
    retract(lowest(Current, Before)),
    Least is min(Before, Depth),
    assertz(lowest(Current, Least)).

run(Table, Trie, Goal, Clauses, Proof) :-
    nb_getval(table_depth, Outer),
    Depth is Outer + 1,
    most(recursion, Deepest),
    ( Depth > Deepest -> hardest_rule(Rule), give_up(work, Rule) ; true ),
    nb_setval(table_depth, Depth),
    assertz(lowest(Depth, Depth)),
    assertz(status(Table, running(Depth))),
    rounds(Depth, Trie, Goal, Clauses, Proof, Lowest),
    retractall(lowest(Depth, _)),
    retractall(status(Table, _)),
    nb_setval(table_depth, Outer),
    (   Lowest < Depth
    ->  nb_getval(table_round, Round),
        assertz(status(Table, partial(Round, Lowest))),
        reached(Lowest)
    ;   assertz(status(Table, complete)),
        forall(( status(Other, partial(_, Low)), Low >= Depth ), complete(Other))
    ).

rounds(Depth, Trie, Goal, Clauses, Proof, Lowest) :-
    nb_getval(table_news, Before),
    forall(Clauses, add_answer(Trie, Goal, Proof)),
    nb_getval(table_news, After),
    lowest(Depth, Now),
    (   ( Now < Depth ; Before == After )
    ->  Lowest = Now
    ;   next(table_round, _),
        rounds(Depth, Trie, Goal, Clauses, Proof, Lowest)
    ).

% The first proof of an answer stays: it stands on answers that were there before.
add_answer(Trie, Answer, Proof) :-
    (   trie_lookup(Trie, Answer, _)
    ->  true
    ;   trie_insert(Trie, Answer, Proof),
        next(table_news, _)
    ).

complete(Table) :-
    retractall(status(Table, _)),
    assertz(status(Table, complete)).

next(Counter, Value) :-
    nb_getval(Counter, Before),
    Value is Before + 1,
    nb_setval(Counter, Value).
