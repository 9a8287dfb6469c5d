% One evaluation: from a clean desk to an outcome, within its limits.

:- module(rule_evaluation, [prepare/0, guarded/2]).

:- use_module(rule_settings).
:- use_module(rule_runtime).
:- use_module(rule_tables).
:- use_module(rule_compiler).

:- meta_predicate guarded(0, -).

prepare :-
    begin,
    begin_tables.

%! guarded(:Goal, -Outcome)
%  yes, with the bindings of the first solution, no, or no_end(Code, Rule, Sentence).
guarded(Goal, Outcome) :-
    most(inferences, Most),
    catch(call_with_inference_limit(( Goal -> Answer = yes ; Answer = no ), Most, Result), Error, true),
    (   nonvar(Error)
    ->  failed(Error, Outcome)
    ;   Result == inference_limit_exceeded
    ->  no_end(inferences, Outcome)
    ;   Outcome = Answer
    ).

failed(given_up(Code, Rule, Sentence), no_end(Code, Rule, Sentence)) :- !.
failed(error(resource_error(_), _), Outcome) :- !,
    no_end(memory, Outcome).
failed(error(Formal, _), no_end(evaluation, Rule, Sentence)) :- !,
    hardest_rule(Rule),
    functor(Formal, Name, _),
    atom_concat('Prolog met a ', Name, Sentence).
failed(_, Outcome) :-
    no_end(evaluation, Outcome).

no_end(Code, no_end(Code, Rule, '')) :- hardest_rule(Rule).
