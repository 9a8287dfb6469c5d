% What the host calls. Questions come as lists of words and numbers, answers go back the same way, or as one text in which
% control characters, which no fact may hold, part the pieces.

:- module(rule_door, [set_up/2, add_facts/1, remove_facts/1, check/2, put_in_force/3, judge/3, explain/3, ask/4]).

:- use_module(rule_settings).
:- use_module(library(lists)).
:- use_module(rule_reader).
:- use_module(rule_runtime).
:- use_module(rule_compiler).
:- use_module(rule_evaluation).
:- use_module(rule_explanation).

:- set_prolog_flag(facts:unknown, fail).

%! set_up(+Limits, +Reserved)
%  Limits are [Name, Value].
set_up(Limits, Reserved) :-
    forall(member([Name, Value], Limits), set_most(Name, Value)),
    forall(member(Name, Reserved), reserve(Name)),
    put_in_force([], [], enter).

add_facts(Facts) :-
    forall(member(Fact, Facts), ( Term =.. Fact, assertz(facts:Term) )),
    findall(Name/Arity, ( member([Name|Arguments], Facts), length(Arguments, Arity) ), Kinds0),
    sort(Kinds0, Kinds),
    forall(( member(Name/Arity, Kinds), functor(Term, Name, Arity) ), crowd(Term)).
remove_facts(Facts) :- forall(member(Fact, Facts), ( Term =.. Fact, ignore(retract(facts:Term)) )).

%! check(+Text, -Result)
%  [ok, Heads, Calls] or [refused, Code, Line, Sentence].
check(Text, Result) :-
    catch(( check_text(Text, Heads, Calls), Result = [ok, Heads, Calls] ), Error, refusal(Error, Result)).

% Whatever a text makes Prolog stumble over is the text's fault, and no reason to lose the engine.
refusal(refused(Code, Line, Sentence), [refused, Code, Line, Sentence]) :- !.
refusal(error(Formal, _), [refused, forbidden, 0, Sentence]) :- !,
    functor(Formal, Name, _),
    atom_concat('Prolog met a ', Name, Sentence).
refusal(_, [refused, forbidden, 0, 'Prolog cannot take this']).

put_in_force(Texts, Fates, Enter) :- build(Texts, Fates, Enter).

% ---- questions

%! judge(+Questions, +Now, -Answer)
%  Questions are [Goal, Given], where Goal is [Relation|Arguments] with [] for an argument left open, and the facts given are
%  [Predicate|Arguments]. The answer is one text: records end with 3, their fields with 2, the pieces of a field with 1; 4 stands for an
%  argument left open. A record holds the outcome, the answers where something was left open, each once and in the standard
%  order, and what was noted.
judge(Questions, Now, Answer) :-
    nb_setval(now, Now),
    records(Questions, Pieces),
    atomic_list_concat(Pieces, Answer).

records([], []).
records([Question|Questions], Pieces) :-
    % Nothing else of an evaluation is to stay for as long as the others take.
    findall(Outcome-Rows, judged(Question, Outcome, Rows), [Outcome-Rows]),
    fields(Outcome, Fields),
    pieces(Fields, Pieces, Answers),
    foldl(row_pieces, Rows, Answers, Noted),
    findall(Term, noted(Term), Terms),
    foldl(noted_pieces, Terms, Noted, ['\u0003'|More]),
    records(Questions, More).

judged([[Name|Words], Given], Outcome, Rows) :-
    maplist(argument, Words, Arguments),
    Goal =.. [Name|Arguments],
    (   ground(Arguments)
    ->  Rows = [],
        with_given(Given, decided(Goal, _, Outcome))
    ;   with_given(Given, solved(Goal, Arguments, Outcome, Rows))
    ).

argument(Word, Argument) :- ( Word == [] -> true ; Argument = Word ).

solved(Goal, Arguments, Outcome, Rows) :-
    prepare,
    compile_body(Goal, 0, Compiled, _),
    guarded(findall(Arguments, Compiled, Found), Outcome),
    ( Outcome == yes -> sort(Found, Rows) ; Rows = [] ).

fields(no_end(Code, Rule, Sentence), [no_end, Code, Rule, Sentence]) :- !.
fields(Outcome, [Outcome]).

% Lists with their open ends, for one text of all.
noted_pieces(Term, Pieces, Rest) :-
    Term =.. Words,
    pieces(Words, Pieces, Rest).

pieces([], ['\u0002'|Rest], Rest).
pieces([Word|Words], [Piece, '\u0001'|More], Rest) :-
    ( var(Word) -> Piece = '\u0004' ; Piece = Word ),
    pieces(Words, More, Rest).

% Each value after a letter that says what it is.
row_pieces(Row, [row, '\u0001'|Pieces], Rest) :-
    typed_pieces(Row, Pieces, Rest).

typed_pieces([], ['\u0002'|Rest], Rest).
typed_pieces([Word|Words], [Type, Piece, '\u0001'|More], Rest) :-
    (   var(Word) -> Type = v, Piece = ''
    ;   number(Word) -> Type = n, Piece = Word
    ;   Type = a, Piece = Word
    ),
    typed_pieces(Words, More, Rest).

decided(Goal, Proofs, Outcome) :-
    prepare,
    compile_body(Goal, 0, Compiled, Proofs),
    guarded(Compiled, Outcome).

:- meta_predicate with_given(+, 0).

with_given([], Goal) :- !,
    once(Goal).
with_given(Given, Goal) :-
    findall(Term, ( member(Fact, Given), Term =.. Fact, \+ facts:Term ), Terms0),
    sort(Terms0, Terms),
    setup_call_cleanup(
        forall(member(Term, Terms), assertz(facts:Term)),
        once(Goal),
        forall(member(Term, Terms), retract(facts:Term))).

%! explain(+Questions, +Now, -Answers)
%  Questions as judge/3 takes them. An answer is [Outcome, Node], and its outcome [yes], [no] or [no_end, Code, Rule, Sentence].
explain(Questions, Now, Answers) :-
    nb_setval(now, Now),
    findall(Answer, ( member(Question, Questions), answered(Question, Answer) ), Answers).

answered([Fact, Given], [Fields, Node]) :-
    Goal =.. Fact,
    with_given(Given, ( decided(Goal, Proofs, Outcome), explained(Outcome, Goal, Proofs, Node) )),
    fields(Outcome, Fields).

explained(no_end(_, _, _), Goal, _, Node) :- !,
    node(limit, no, Goal, [], [], Node).
explained(Outcome, Goal, Proofs, Node) :-
    begin_explanation,
    guarded(explanation_of(Outcome, Goal, Proofs, Node0), Result),
    ( Result == yes -> Node = Node0 ; node(limit, Outcome, Goal, [], [], Node) ).

explanation_of(yes, _, Proofs, Node) :- why(Proofs, [Node]).
explanation_of(no, Goal, _, Node) :- why_not(Goal, Node).

%! ask(+Text, +Most, +Now, -Result)
%  [answers, Names, Rows, IsAll, Outcome] or [refused, Code, Line, Sentence].
ask(Text, Most, Now, Result) :-
    nb_setval(now, Now),
    catch(( read_query(Text, Goal, Names), answers(Goal, Names, Most, Result) ), Error, refusal(Error, Result)).

answers(Goal, Bindings, Most, [answers, Names, Rows, IsAll, Fields]) :-
    exclude(unnamed, Bindings, Shown),
    maplist([Name=Value, Name, Value]>>true, Shown, Names, Values),
    prepare,
    compile_body(Goal, 0, Compiled, _),
    guarded(findall(Values, Compiled, Found), Outcome),
    ( Outcome == yes -> sort(Found, Sorted) ; Sorted = [] ),
    (   length(Rows, Most), append(Rows, [_|_], Sorted)
    ->  IsAll = no
    ;   Rows = Sorted,
        IsAll = yes
    ),
    fields(Outcome, Fields).

unnamed(Name=_) :- sub_atom(Name, 0, _, _, '_').
