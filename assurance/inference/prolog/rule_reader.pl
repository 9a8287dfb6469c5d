% Reads rule texts and queries as terms, never as programs: nothing of them is loaded or run while they are read.

:- module(rule_reader, [check_text/3, read_text/2, read_query/3]).

:- use_module(rule_settings).
:- use_module(library(lists)).
:- use_module(library(occurs), [sub_term/2]).
:- use_module(library(sandbox)).
:- use_module(rule_terms).
:- use_module(rule_body).

%! check_text(+Text, -Heads, -Calls)
%  Heads are the relations that the text defines, as [Name, Arity], and Calls those that it uses, as
%  [Line, HeadName, HeadArity, Name, Arity, Sign].
%  @throws refused(Code, Line, Sentence)
check_text(Text, Heads, Calls) :-
    read_text(Text, Clauses),
    forall(member(Clause, Clauses), check_sandbox(Clause)),
    findall([Name, Arity], (member(clause(_, Head, _), Clauses), functor(Head, Name, Arity)), Heads0),
    sort(Heads0, Heads),
    findall(Call, (member(Clause, Clauses), clause_call(Clause, Call)), Calls0),
    sort(Calls0, Calls).

clause_call(clause(Line, Head, Body), [Line, HeadName, HeadArity, Name, Arity, Sign]) :-
    functor(Head, HeadName, HeadArity),
    body_call(Body, +, Goal, Sign),
    functor(Goal, Name, Arity).
clause_call(says(Line, _, _, Body), [Line, says, 2, Name, Arity, +]) :-
    body_call(Body, +, Goal, _),
    functor(Goal, Name, Arity).

%! read_text(+Text, -Clauses)
%  Clauses are clause(Line, Head, Body) and says(Line, Goal, Parts, Body).
read_text(Text, Clauses) :-
    setup_call_cleanup(open_string(Text, In), read_clauses(In, 0, Clauses), close(In)).

%! read_query(+Text, -Goal, -Names)
read_query(Text, Goal, Names) :-
    setup_call_cleanup(
        open_string(Text, In),
        ( read_one(In, Goal, Names, Line),
          read_one(In, End, _, _),
          ( End == end_of_file, Goal \== end_of_file -> true ; refuse(syntax, Line, 'a query is one goal'-[]) ) ),
        close(In)),
    check_body(Goal, Line, query),
    check_sandbox(clause(Line, query, Goal)).

read_clauses(In, Before, Clauses) :-
    read_one(In, Term, Names, Line),
    (   Term == end_of_file
    ->  at_end(In, Line),
        Clauses = []
    ;   Now is Before + 1,
        most(clauses, Most),
        ( Now > Most -> refuse(clauses, Line, 'more than ~w clauses'-[Most]) ; true ),
        check_clause(Term, Names, Line, Clause),
        Clauses = [Clause|More],
        read_clauses(In, Now, More)
    ).

% `end_of_file.` in the middle would hide the rest of a text from the engine and not from its reader.
at_end(In, Line) :-
    ( peek_char(In, end_of_file) -> true ; refuse(syntax, Line, 'the text goes on after end_of_file'-[]) ).

read_one(In, Term, Names, Line) :-
    catch(read_term(In, Term,
                    [ variable_names(Names), term_position(Position), syntax_errors(error), module(operators),
                      double_quotes(atom), cycles(false), dotlists(false), var_prefix(false),
                      quasi_quotations(Quasi) ]),
          Error,
          refuse_syntax(Error)),
    stream_position_data(line_count, Position, Line),
    ( Quasi == [] -> true ; refuse(forbidden, Line, 'quasi quotations are not part of the language'-[]) ),
    ( has_empty_brackets(Term) -> refuse(term, Line, 'brackets with nothing in them'-[]) ; true ).

% `a()` is a term to SWI-Prolog that functor/3 and =../2 do not take.
has_empty_brackets(Term) :-
    sub_term(Sub, Term),
    compound(Sub),
    compound_name_arity(Sub, _, 0), !.

refuse_syntax(error(syntax_error(What), stream(_, Line, _, _))) :- !,
    refuse(syntax, Line, 'Prolog cannot read this: ~w'-[What]).
refuse_syntax(error(syntax_error(What), string(_, _))) :- !,
    refuse(syntax, 0, 'Prolog cannot read this: ~w'-[What]).
refuse_syntax(_) :-
    refuse(syntax, 0, 'Prolog cannot read this'-[]).

% ---- clauses

check_clause(Term, _, Line, _) :-
    var(Term), !,
    refuse(head, Line, 'a clause cannot be a variable'-[]).
check_clause(Term, _, Line, _) :-
    directive(Term), !,
    refuse(directive, Line, 'directives and grammar rules are not part of the language'-[]).
check_clause((Head :- Body), Names, Line, Clause) :- !,
    check_rule(Head, Body, Names, Line, Clause).
check_clause(Head, Names, Line, Clause) :-
    check_rule(Head, true, Names, Line, Clause).

directive((:- _)).
directive((?- _)).
directive((_ --> _)).

check_rule(Head, _, _, Line, _) :-
    \+ callable(Head), !,
    refuse(head, Line, 'the head of a clause is a relation'-[]).
check_rule(says(Goal, Text), Body, Names, Line, says(Line, Goal, Parts, Body)) :- !,
    check_said(Goal, Line),
    check_body(Body, Line, Goal),
    ( atom(Text) -> check_word(Text, Line) ; refuse(says, Line, 'the second argument of says/2 is a text'-[]) ),
    atom_codes(Text, Codes),
    said_parts(Codes, Names, Goal-Body, Line, Parts).
check_rule(Head, Body, _, Line, clause(Line, Head, Body)) :-
    check_head(Head, Line),
    check_body(Body, Line, Head).

check_head(Head, Line) :-
    functor(Head, Name, Arity),
    (   Head = _:_
    ->  refuse(head, Line, 'modules are not part of the language'-[])
    ;   reserved(Name)
    ->  refuse(head, Line, '~w is said by claims and observation, and no rule can say it'-[Name])
    ;   \+ own_relation(Head)
    ->  refuse(head, Line, '~w/~w belongs to the language or to Prolog'-[Name, Arity])
    ;   check_arguments(Head, Line)
    ).

check_said(Goal, Line) :-
    ( nonvar(Goal), Goal = (\+ Said) -> true ; Said = Goal ),
    (   callable(Said), \+ Said = _:_, own_relation(Said)
    ->  check_arguments(Said, Line)
    ;   refuse(says, Line, 'says/2 is about a relation, or about \\+ and a relation'-[])
    ).

% A text becomes its pieces and, between them, names with their variables: Name-Variable.
said_parts([], _, _, _, []) :- !.
said_parts(Codes, Names, Term, Line, [Name-Variable|Parts]) :-
    append([0'{|NameCodes], [0'}|Rest], Codes),
    NameCodes = [First|_],
    code_type(First, prolog_var_start),
    forall(member(Code, NameCodes), code_type(Code, prolog_identifier_continue)), !,
    atom_codes(Name, NameCodes),
    (   memberchk(Name=Variable, Names), term_variables(Term, Variables), member(V, Variables), V == Variable
    ->  true
    ;   refuse(says, Line, 'the variable ~w of the text occurs neither in the goal nor in the body'-[Name])
    ),
    said_parts(Rest, Names, Term, Line, Parts).
said_parts([Code|Codes], Names, Term, Line, [Text|Parts]) :-
    plain_text(Codes, More, Rest),
    atom_codes(Text, [Code|More]),
    said_parts(Rest, Names, Term, Line, Parts).

plain_text([Code|Codes], [Code|More], Rest) :-
    Code \== 0'{, !,
    plain_text(Codes, More, Rest).
plain_text(Rest, [], Rest).

% ---- the second wall

% SWI-Prolog's own list of what cannot do harm, independent of ours. Relations stand as empty ones in a module of their own.
check_sandbox(Clause) :-
    ( Clause = clause(Line, _, Body) -> true ; Clause = says(Line, _, _, Body) ),
    forall(body_call(Body, +, Goal, _), stand_in(Goal)),
    catch(safe_goal(stand_ins:Body), _, refuse(sandbox, Line, 'SWI-Prolog does not hold this for harmless'-[])).

stand_in(Goal) :-
    functor(Goal, Name, Arity),
    dynamic(stand_ins:Name/Arity).

:- dynamic stand_ins:now/1, stand_ins:recent/2.
