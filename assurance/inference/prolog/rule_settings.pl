% What the host sets once, before anything else.

:- module(rule_settings, [most/2, reserved/1, set_most/2, reserve/1]).

:- dynamic
    most/2,           % What, Number
    reserved/1.       % Name of a relation in which claims and observation speak

set_most(What, Number) :-
    retractall(most(What, _)),
    assertz(most(What, Number)).

reserve(Name) :- ( reserved(Name) -> true ; assertz(reserved(Name)) ).
