% What compiled rules stand on: facts, work, time, values. Everything that an answer depends on is noted while it is looked
% at, found or not, so that the answer is judged anew when one of these things changes and at no other time.

:- module(rule_runtime, [begin/1, enter/1, enter_traced/1, lookup/2, charge/2, collect/6, aggregate/7, builtin/2, give_up/2, give_up/4, hardest_rule/1, noted/1]).

:- use_module(rule_settings).
:- use_module(library(lists)).
:- use_module(library(solution_sequences), [limit/2]).

:- meta_predicate collect(+, ?, ?, 0, -, -), aggregate(+, +, ?, ?, 0, ?, -).

%! begin(+Rules)
%  Forgets what the last evaluation noted; Rules is the number of texts in force.
begin(Rules) :-
    Size is Rules + 1,
    functor(Work, work, Size),
    forall(between(1, Size, I), nb_setarg(I, Work, 0)),
    nb_setval(work, Work),
    ( nb_current(noted, Old), Old \== [] -> trie_destroy(Old) ; true ),
    trie_new(Noted),
    nb_setval(noted, Noted).

% ---- work

%! enter(+Rule)
%  A clause of the text is tried.
enter(Rule) :- charge(Rule, 1).

%! enter_traced(+Rule)
%  The same, telling the host on standard output, which nothing else uses: so it finds the rule that brings the engine down.
enter_traced(Rule) :-
    charge(Rule, 1),
    writeln(user_output, Rule),
    flush_output(user_output).

% Questions themselves work as rule 0, in the first place.
charge(Rule, Amount) :-
    nb_getval(work, Work),
    Place is Rule + 1,
    arg(Place, Work, Before),
    Now is Before + Amount,
    nb_setarg(Place, Work, Now),
    most(work, Most),
    ( Now > Most -> give_up(work, Rule) ; true ).

%! hardest_rule(-Rule)
hardest_rule(Rule) :-
    nb_getval(work, Work),
    Work =.. [_|Amounts],
    max_list(Amounts, Most),
    nth0(Rule, Amounts, Most), !.

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
    note(Fact),
    (   ground(Fact)
    ->  charge(Rule, 1),
        \+ \+ facts:Fact
    ;   most(work, Most),
        findall(Fact, limit(Most, facts:Fact), Found),
        length(Found, Length),
        charge(Rule, Length + 1),
        sort(Found, Sorted),
        member(Fact, Sorted)
    ).

note(Term) :-
    nb_getval(noted, Noted),
    ( trie_insert(Noted, Term) -> true ; true ).

%! noted(-Term)
noted(Term) :-
    nb_getval(noted, Noted),
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
