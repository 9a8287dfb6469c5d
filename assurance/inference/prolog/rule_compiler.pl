% Rules become clauses that, besides their answer, give a proof. A relation r/n becomes the predicate 'r r'/n+1 of the
% module `program`, its facts stand as 'f r'/n in the module `facts`: so no name can meet one of Prolog's own.
%
% Proofs: rule(Clause, Head, Proofs), fact(Goal), table(Goal) for what recursion proved, not(Goal), builtin(Goal),
% all(Goal, Proofs) for what was counted or collected.

:- module(rule_compiler, [build/3, compile_body/4, defined/1, clause_of/5, said_of/4, relation/1, fact_goal/2]).

:- use_module(library(lists)).
:- use_module(rule_reader).
:- use_module(rule_body).
:- use_module(rule_runtime).

:- dynamic
    clause_of/5,      % Number, Rule, Line, Head, Body
    said_of/4,        % Rule, Goal, Parts, Body
    defined_/2,       % Name, Arity
    fate/3,           % Name, Arity, recursive | unstratified | quarantined
    looked_up/2,      % Name, Arity of facts that rules in force look for
    entering/1.       % The predicate that notes that a clause is tried

%! build(+Texts, +Fates, +Enter)
%  Enter is enter or enter_traced. Puts the texts in force, in their order; whatever was in force before is forgotten. Fates are [Name, Arity, Fate].
build(Texts, Fates, Enter) :-
    forget,
    assertz(entering(Enter)),
    length(Texts, Count),
    allow(Count),
    forall(member([Name, Arity, Fate], Fates), assertz(fate(Name, Arity, Fate))),
    forall(fate(Name, Arity, quarantined), define(Name, Arity)),
    forall(nth1(Rule, Texts, Text), take(Rule, Text)),
    forall(defined_(Name, Arity), compile_relation(Name, Arity)).

forget :-
    forall(defined_(Name, Arity), forget_relation(Name, Arity)),
    retractall(clause_of(_, _, _, _, _)),
    retractall(said_of(_, _, _, _)),
    retractall(defined_(_, _)),
    retractall(fate(_, _, _)),
    retractall(looked_up(_, _)),
    retractall(entering(_)).

forget_relation(Name, Arity) :-
    Wider is Arity + 1,
    forall(predicate_name(_, Name, Predicate),
           ( functor(Head, Predicate, Wider), retractall(program:Head) )).

predicate_name(call, Name, Predicate) :- atom_concat('r ', Name, Predicate).
predicate_name(table, Name, Predicate) :- atom_concat('t ', Name, Predicate).

take(Rule, Text) :-
    read_text(Text, Clauses),
    forall(member(Clause, Clauses), keep(Rule, Clause)).

keep(Rule, says(_, Goal, Parts, Body)) :-
    assertz(said_of(Rule, Goal, Parts, Body)).
keep(Rule, clause(Line, Head, Body)) :-
    functor(Head, Name, Arity),
    define(Name, Arity),
    aggregate_all(count, clause_of(_, _, _, _, _), Number),
    assertz(clause_of(Number, Rule, Line, Head, Body)).

define(Name, Arity) :-
    (   defined_(Name, Arity)
    ->  true
    ;   assertz(defined_(Name, Arity)),
        Wider is Arity + 1,
        forall(predicate_name(_, Name, Predicate), dynamic(program:Predicate/Wider))
    ).

%! defined(+Goal)
defined(Goal) :-
    functor(Goal, Name, Arity),
    defined_(Name, Arity).

%! relation(+Goal)
%  As own_relation/1 has it. What rules in force define or look for has been found to be one, which takes its time.
relation(Goal) :-
    functor(Goal, Name, Arity),
    ( defined_(Name, Arity) -> true ; looked_up(Name, Arity) -> true ; own_relation(Goal) ).

compile_relation(Name, Arity) :-
    functor(Head, Name, Arity),
    (   fate(Name, Arity, Fate), Fate \== recursive
    ->  compiled_head(call, Head, _, Compiled),
        ( clause_of(_, Rule, _, Head, _) -> true ; Rule = 0 ),
        assertz((program:Compiled :- rule_runtime:give_up(Fate, Rule, '~w/~w', [Name, Arity])))
    ;   fate(Name, Arity, recursive)
    ->  compiled_head(call, Head, table(Head), Compiled),
        compiled_head(table, Head, Proof, Inner),
        assertz((program:Compiled :- rule_tables:tabled(Head, program:Inner, Proof))),
        compile_clauses(Head, table)
    ;   compile_clauses(Head, call)
    ).

compile_clauses(Head, Kind) :-
    forall(clause_of(Number, Rule, _, Head, Body), compile_clause(Kind, Number, Rule, Head, Body)).

compile_clause(Kind, Number, Rule, Head, Body) :-
    compiled_head(Kind, Head, rule(Number, Head, Proofs), Compiled),
    compile_body(Body, Rule, Goal, Proofs),
    forall(( body_call(Body, +, Call, _), \+ defined(Call) ), looked_for(Call)),
    entering(Enter),
    Entered =.. [Enter, Rule],
    assertz((program:Compiled :- rule_runtime:Entered, Goal)).

looked_for(Goal) :-
    functor(Goal, Name, Arity),
    ( looked_up(Name, Arity) -> true ; assertz(looked_up(Name, Arity)) ).

compiled_head(Kind, Head, Proof, Compiled) :-
    Head =.. [Name|Arguments],
    predicate_name(Kind, Name, Predicate),
    append(Arguments, [Proof], Wider),
    Compiled =.. [Predicate|Wider].

%! fact_goal(+Goal, -FactGoal)
fact_goal(Goal, Fact) :-
    Goal =.. [Name|Arguments],
    atom_concat('f ', Name, Predicate),
    Fact =.. [Predicate|Arguments].

%! compile_body(+Body, +Rule, -Goal, -Proofs)
compile_body(Body, Rule, Goal, Proofs) :-
    body(Body, Rule, Goal, Proofs, []).

% body(+Body, +Rule, -Goal, -Proofs, +Rest): a list with its open end, so that conjunctions put theirs together.
body((A, B), R, (GA, GB), P0, P) :- !,
    body(A, R, GA, P0, P1),
    body(B, R, GB, P1, P).
body((C -> T ; E), R, (GC -> GT, P0 = PT ; GE, P0 = [not(C)|PE]), P0, P) :- !,
    body(C, R, GC, PT, PM),
    body(T, R, GT, PM, P),
    body(E, R, GE, PE, P).
body((A ; B), R, (GA, P0 = PA ; GB, P0 = PB), P0, P) :- !,
    body(A, R, GA, PA, P),
    body(B, R, GB, PB, P).
body((C -> T), R, Goal, P0, P) :- !,
    body((C -> T ; fail), R, Goal, P0, P).
body(\+ A, R, \+ GA, [not(A)|P], P) :- !,
    body(A, R, GA, _, []).
body(forall(A, B), R, Goal, P0, P) :- !,
    body(\+ (A, \+ B), R, Goal, P0, P).
body(findall(T, A, L), R, rule_runtime:collect(R, T, PA, GA, L, Few), [all(findall(T, A, L), Few)|P], P) :- !,
    body(A, R, GA, PA, []).
body(aggregate_all(W, A, N), R, rule_runtime:aggregate(W, R, V, PA, GA, N, Few), [all(aggregate_all(W, A, N), Few)|P], P) :- !,
    ( W == count -> V = 0 ; arg(1, W, V) ),
    body(A, R, GA, PA, []).
body(true, _, true, P, P) :- !.
body(false, _, fail, P, P) :- !.
body(fail, _, fail, P, P) :- !.
body(Goal, _, Goal, P, P) :-
    identity(Goal), !.
body(Goal, R, rule_runtime:builtin(Goal, R), [builtin(Goal)|P], P) :-
    \+ relation(Goal), !.
body(Goal, _, program:Compiled, [Proof|P], P) :-
    defined(Goal), !,
    compiled_head(call, Goal, Proof, Compiled).
body(Goal, R, rule_runtime:lookup(R, Fact), [fact(Goal)|P], P) :-
    fact_goal(Goal, Fact),
    declare(Goal, Fact).

declare(Goal, Fact) :-
    functor(Goal, Name, Arity),
    ( looked_up(Name, Arity) -> true ; functor(Fact, Predicate, Arity), dynamic(facts:Predicate/Arity) ).

identity(_ = _).
identity(_ \= _).
identity(_ == _).
identity(_ \== _).
