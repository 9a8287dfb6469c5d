% Terms that rules may hold. They are flat: variables, words, texts and numbers. No rule can build a term that grows, and
% none can be made cyclic.

:- module(rule_terms, [refuse/3, check_arguments/2, check_simple/2, check_list/4, check_expression/2, check_word/2]).

:- use_module(library(lists)).

%! refuse(+Code, +Line, +FormatAndArguments)
%  @throws refused(Code, Line, Sentence) always
refuse(Code, Line, Format-Arguments) :-
    format(atom(Sentence), Format, Arguments),
    throw(refused(Code, Line, Sentence)).

check_arguments(Goal, Line) :-
    Goal =.. [Name|Arguments],
    check_word(Name, Line),
    check_simple(Arguments, Line).

check_simple(Terms, Line) :-
    forall(member(Term, Terms), check_term(Term, Line)).

check_term(Term, Line) :-
    (   simple(Term)
    ->  ( atom(Term) -> check_word(Term, Line) ; true )
    ;   refuse(term, Line, 'an argument is a variable, a word, a text, or a number of ordinary size'-[])
    ).

simple(Term) :- var(Term), !.
simple(Term) :- atom(Term), !, Term \== [].
simple(Term) :- integer(Term), !, abs(Term) =< 9007199254740991.
simple(Term) :- float(Term), abs(Term) =< 1.0e300.

check_word(Word, Line) :-
    ( atom(Word) -> true ; refuse(term, Line, 'this is no word'-[]) ),
    atom_length(Word, Length),
    ( Length =< 4096 -> true ; refuse(term, Line, 'a text of more than 4096 letters'-[]) ),
    (   atom_codes(Word, Codes), member(Code, Codes), control_code(Code)
    ->  refuse(term, Line, 'a text with control characters'-[])
    ;   true
    ).

control_code(Code) :- Code < 32, !.
control_code(127).
% Letters that are not seen, or turn the direction of reading: escapes would bring in what a text may not hold as it is.
control_code(Code) :- between(0x200b, 0x200f, Code).
control_code(Code) :- between(0x202a, 0x202e, Code).
control_code(Code) :- between(0x2060, 0x2069, Code).
control_code(0xfeff).

%! check_list(+List, +Line, +ListVariables0, -ListVariables)
check_list(List, _, L, [List|L]) :- var(List), !.
check_list(List, Line, L, L) :-
    (   is_list(List), length(List, Length), Length =< 256
    ->  check_simple(List, Line)
    ;   refuse(term, Line, 'a list is written whole, with 256 elements at most'-[])
    ).

check_expression(Expression, Line) :- check_expression(Expression, Line, 0).

check_expression(Expression, Line, _) :-
    ( number(Expression) ; var(Expression) ), !,
    check_term(Expression, Line).
check_expression(Expression, Line, Depth) :-
    (   compound(Expression), Depth < 32, operation(Expression)
    ->  Deeper is Depth + 1,
        forall(arg(_, Expression, Part), check_expression(Part, Line, Deeper))
    ;   refuse(forbidden, Line, 'arithmetic is made of numbers and + - * / // mod abs min max'-[])
    ).

operation(_ + _).
operation(_ - _).
operation(_ * _).
operation(_ / _).
operation(_ // _).
operation(_ mod _).
operation(- _).
operation(abs(_)).
operation(min(_, _)).
operation(max(_, _)).
