% What compiled rules stand on: facts, work, time, values. Everything that an answer depends on is noted while it is looked
% at, found or not, so that the answer is judged anew when one of these things changes and at no other time.

:- module(rule_runtime, [allow/1, begin/0, crowd/1, enter/1, enter_traced/1, lookup/2, charge/2, collect/6, aggregate/7, builtin/2, give_up/2, give_up/4, hardest_rule/1, noted/1]).

:- use_module(rule_settings).
:- use_module(library(lists)).
:- use_module(library(solution_sequences), [limit/2]).

% Arithmetic is compiled: it is a good part of what every clause costs.
:- set_prolog_flag(optimise, true).

:- dynamic
    crowded/2.        % Name, Arity of facts of which there are many more than one evaluation may fetch

:- meta_predicate collect(+, ?, ?, 0, -, -), aggregate(+, +, ?, ?, 0, ?, -).

% One evaluation has a desk: desk(Noted, Limit, Left0, Left1, …). Noted is a trie of all that was looked at, and for question (0) and
% each text it is kept what work they may still do. Limit is `all`, or the most facts that a lookup may fetch at once.

%! allow(+Rules)
%  Before anything is evaluated: how many texts are in force, each of which may do so much work.
allow(Rules) :-
    ( nb_current(desk, Last), arg(1, Last, Old), Old \== [] -> trie_destroy(Old) ; true ),
    most(work, Most),
    length(Amounts, Rules),
    maplist(=(Most), [Most|Amounts]),
    ( crowded(_, _) -> Limit = Most ; Limit = all ),
    Desk =.. [desk, [], Limit, Most|Amounts],
    nb_setval(fresh_desk, Desk),
    nb_setval(desk, Desk).

%! begin
%  Forgets what the last evaluation noted, and what work it did.
begin :-
    nb_getval(desk, Last),
    arg(1, Last, Old),
    ( Old == [] -> true ; trie_destroy(Old) ),
    nb_getval(fresh_desk, Desk),
    nb_setval(desk, Desk),
    trie_new(Noted),
    nb_getval(desk, Mine),
    nb_setarg(1, Mine, Noted).

% ---- work

%! enter(+Rule)
%  A clause of the text is tried.
enter(Rule) :-
    nb_getval(desk, Desk),
    Place is Rule + 3,
    arg(Place, Desk, Before),
    Left is Before - 1,
    ( Left < 0 -> give_up(work, Rule) ; nb_setarg(Place, Desk, Left) ).

%! enter_traced(+Rule)
%  The same, telling the host on standard output, which nothing else uses: so it finds the rule that brings the engine down.
enter_traced(Rule) :-
    charge(Rule, 1),
    writeln(user_output, Rule),
    flush_output(user_output).

charge(Rule, Amount) :-
    nb_getval(desk, Desk),
    Place is Rule + 3,
    arg(Place, Desk, Before),
    Left is Before - Amount,
    ( Left < 0 -> give_up(work, Rule) ; nb_setarg(Place, Desk, Left) ).

%! hardest_rule(-Rule)
hardest_rule(Rule) :-
    nb_getval(desk, Desk),
    Desk =.. [_, _, _|Amounts],
    min_list(Amounts, Least),
    nth0(Rule, Amounts, Least), !.

%! give_up(+Code, +Rule)
%  @throws given_up(Code, Rule, Sentence)
give_up(Code, Rule) :- throw(given_up(Code, Rule, '')).

give_up(Code, Rule, Format, Arguments) :-
    format(atom(Sentence), Format, Arguments),
    throw(given_up(Code, Rule, Sentence)).

% ---- facts

%! lookup(+Rule, ?Fact)
%  In the standard order of facts, so that the order of their arrival shows nowhere.
lookup(Rule, Fact) :-
    nb_getval(desk, Desk),
    arg(1, Desk, Noted),
    ( trie_insert(Noted, Fact) -> true ; true ),
    (   ground(Fact)
    ->  enter(Rule),
        \+ \+ facts:Fact
    ;   arg(2, Desk, Limit),
        found(Limit, Fact, Found),
        fetched(Found, Rule, Fact)
    ).

found(all, Fact, Found) :- !,
    findall(Fact, facts:Fact, Found).
found(Limit, Fact, Found) :-
    findall(Fact, limit(Limit, facts:Fact), Found).

fetched([], Rule, _) :- !,
    enter(Rule),
    fail.
fetched([Fact], Rule, Fact) :- !,
    charge(Rule, 2).
fetched(Found, Rule, Fact) :-
    length(Found, Length),
    charge(Rule, Length + 1),
    sort(Found, Sorted),
    member(Fact, Sorted).

%! crowd(+Fact)
%  Facts like this one came. Where there are so many that fetching all of them would cost more than giving up, no more than may be
%  fetched are.
crowd(Fact) :-
    functor(Fact, Name, Arity),
    functor(General, Name, Arity),
    most(work, Most),
    (   predicate_property(facts:General, number_of_clauses(Count)), Count > 4 * Most, \+ crowded(Name, Arity)
    ->  assertz(crowded(Name, Arity)),
        nb_getval(fresh_desk, Desk),
        nb_setarg(2, Desk, Most)
    ;   true
    ).

note(Term) :-
    nb_getval(desk, Desk),
    arg(1, Desk, Noted),
    ( trie_insert(Noted, Term) -> true ; true ).

%! noted(-Term)
noted(Term) :-
    nb_getval(desk, Desk),
    arg(1, Desk, Noted),
    trie_gen(Noted, Term).

% ---- collections

%! collect(+Rule, ?Template, ?Proofs, :Goal, -List, -SomeProofs)
collect(Rule, Template, Proofs, Goal, List, Few) :-
    findall(Template-Proofs, Goal, Found),
    length(Found, Length),
    charge(Rule, Length),
    split(Found, Values, Few),
    ( member(Value, Values), \+ atomic(Value) -> give_up(evaluation, Rule, 'findall/3 found something that has no value', []) ; true ),
    List = Values.

split(Found, Values, Few) :-
    findall(Value, member(Value-_, Found), Values),
    findall(Proof, ( nth1(N, Found, _-Proofs), ( N > 5 -> !, fail ; member(Proof, Proofs) ) ), Few).

%! aggregate(+What, +Rule, ?Value, ?Proofs, :Goal, ?Result, -SomeProofs)
%  As aggregate_all/3 has it: a bag, and max and min of nothing do not hold.
aggregate(What, Rule, Expression, Proofs, Goal, Result, Few) :-
    findall(Value-Proofs, ( Goal, value(Expression, Rule, Value) ), Found),
    length(Found, Length),
    charge(Rule, Length),
    combine(What, Rule, Found, Combined, Some),
    split(Some, _, Few),
    Result = Combined.

combine(count, _, Found, Count, Found) :-
    length(Found, Count).
combine(sum(_), Rule, Found, Sum, Found) :-
    % By size, so that floats are added in one order whatever it was found in.
    msort(Found, Sorted),
    foldl([Value-_, Before, After]>>value(Before + Value, Rule, After), Sorted, 0, Sum).
combine(max(_), Rule, Found, Max, [Max-Proofs]) :-
    Found = [First|More],
    foldl(better(Rule, max), More, First, Max-Proofs).
combine(min(_), Rule, Found, Min, [Min-Proofs]) :-
    Found = [First|More],
    foldl(better(Rule, min), More, First, Min-Proofs).

better(_, max, A-PA, B-PB, Best) :- ( A > B -> Best = A-PA ; Best = B-PB ).
better(_, min, A-PA, B-PB, Best) :- ( A < B -> Best = A-PA ; Best = B-PB ).

% ---- arithmetic

% Whole numbers stay within what every reader of JSON can hold, so that no number explodes.
value(Expression, Rule, Value) :-
    (   number(Expression)
    ->  Value = Expression
    ;   var(Expression)
    ->  give_up(evaluation, Rule, 'a variable has no value where a number is needed', [])
    ;   compound(Expression)
    ->  mapargs_value(Expression, Rule, Ready),
        catch(Value0 is Ready, error(Error, _), give_up(evaluation, Rule, 'this cannot be computed: ~p', [Error])),
        within(Value0, Rule, Value)
    ;   give_up(evaluation, Rule, '~q is no number', [Expression])
    ).

mapargs_value(Expression, Rule, Ready) :-
    Expression =.. [Operation|Parts],
    values(Parts, Rule, Values),
    Ready =.. [Operation|Values].

values([], _, []).
values([Part|Parts], Rule, [Value|Values]) :-
    value(Part, Rule, Value),
    values(Parts, Rule, Values).

within(Value, Rule, Value) :-
    (   integer(Value), abs(Value) =< 9007199254740991 -> true
    ;   float(Value), abs(Value) =< 1.0e300 -> true
    ;   give_up(evaluation, Rule, 'a number grew beyond bounds', [])
    ).

% ---- what the language has of its own

%! builtin(?Goal, +Rule)
builtin(A < B, R) :- value(A, R, X), value(B, R, Y), X < Y.
builtin(A > B, R) :- value(A, R, X), value(B, R, Y), X > Y.
builtin(A =< B, R) :- value(A, R, X), value(B, R, Y), X =< Y.
builtin(A >= B, R) :- value(A, R, X), value(B, R, Y), X >= Y.
builtin(A =:= B, R) :- value(A, R, X), value(B, R, Y), X =:= Y.
builtin(A =\= B, R) :- value(A, R, X), value(B, R, Y), X =\= Y.
builtin(A is B, R) :- value(B, R, X), A = X.
builtin(member(A, L), R) :- proper(L, R), member(A, L).
builtin(memberchk(A, L), R) :- proper(L, R), memberchk(A, L).
builtin(length(L, N), R) :- proper(L, R), length(L, N).
builtin(between(L, H, X), R) :-
    (   integer(L), integer(H), ( var(X) ; integer(X) )
    ->  ( var(X), H >= L -> charge(R, H - L + 1) ; true ),
        between(L, H, X)
    ;   give_up(evaluation, R, 'between/3 takes whole numbers', [])
    ).
builtin(sub_atom(A, B, L, T, S), R) :-
    text(A, R),
    (   nonvar(S)
    ->  atom_length(A, Length),
        charge(R, Length),
        sub_atom(A, B, L, T, S)
    ;   at_least_two([B, L, T])
    ->  catch(sub_atom(A, B, L, T, S), error(_, _), give_up(evaluation, R, 'sub_atom/5 takes whole numbers', []))
    ;   give_up(evaluation, R, 'sub_atom/5 needs the part, or two of before, length and after', [])
    ).
builtin(atom_concat(A, B, C), R) :-
    (   at_least_two([A, B, C])
    ->  forall(member(X, [A, B, C]), ( var(X) -> true ; text(X, R) )),
        atom_concat(A, B, C),
        text(C, R)
    ;   give_up(evaluation, R, 'atom_concat/3 needs two of its texts', [])
    ).
builtin(now(T), _) :-
    nb_getval(now, Now),
    note(now),
    T = Now.
builtin(recent(Time, Seconds), R) :-
    value(Time, R, T),
    value(Seconds, R, S),
    value(T + S, R, Until),
    nb_getval(now, Now),
    Now < Until,
    note(until(Until)).

proper(List, Rule) :-
    ( is_list(List) -> length(List, Length), charge(Rule, Length) ; give_up(evaluation, Rule, 'a list is not there yet', []) ).

at_least_two(Terms) :-
    findall(x, ( member(Term, Terms), nonvar(Term) ), [_, _|_]).

text(Term, Rule) :-
    (   ( atom(Term) ; number(Term) ), atom_length(Term, Length), Length =< 4096 -> true
    ;   give_up(evaluation, Rule, 'a text is no text, or longer than 4096 letters', [])
    ).
