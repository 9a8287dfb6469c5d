% Why something holds, and why not. A node is [Kind, Holds, Said, Goal, Asked, Key, Children]. Said is what an author wrote, as
% sentence_for/3 gives it, and is empty where nobody wrote anything. Goal is a text; Asked is the same as [Relation|Arguments],
% without the sign of a negation, with [] for an argument left open, and is empty where no relation is asked for. The key names
% a fact in the same way, and is empty elsewhere.

:- module(rule_explanation, [begin_explanation/0, why/2, why_not/2, node/6]).

:- use_module(rule_settings).
:- use_module(library(lists)).
:- use_module(library(solution_sequences), [limit/2]).
:- use_module(rule_body).
:- use_module(rule_runtime).
:- use_module(rule_tables).
:- use_module(rule_compiler).
:- use_module(rule_sentences).

begin_explanation :-
    most(proof_nodes, Most),
    nb_setval(nodes_left, Most).

%! why(+Proofs, -Nodes)
why(Proofs, Nodes) :- nodes_of(Proofs, 0, [], Nodes).

%! why_not(+Goal, -Node)
why_not(Goal, Node) :- not_node(Goal, 0, [], Node).

% ---- why

nodes_of([], _, _, []).
nodes_of([Proof|Proofs], Depth, Above, Nodes) :-
    ( room(Depth), node_of(Proof, Depth, Above, Node) -> Nodes = [Node|More] ; Nodes = More ),
    nodes_of(Proofs, Depth, Above, More).

room(Depth) :-
    most(proof_depth, Deepest),
    Depth =< Deepest,
    nb_getval(nodes_left, Left),
    Left > 0,
    Less is Left - 1,
    nb_setval(nodes_left, Less).

node_of(fact(Goal), _, _, Node) :-
    Goal =.. Key,
    said(Goal, Goal, [], Said, Children),
    node(fact, yes, Goal, Said, Children, Node0),
    with_key(Node0, Key, Node).
node_of(rule(_, Head, Proofs), Depth, Above, Node) :-
    Deeper is Depth + 1,
    nodes_of(Proofs, Deeper, Above, Derived),
    said_node(rule, yes, Head, Head, Derived, Node).
node_of(table(Answer), Depth, Above, Node) :-
    table_proof(Answer, Proof),
    node_of(Proof, Depth, Above, Node).
node_of(not(Goal), Depth, Above, Node) :-
    Deeper is Depth + 1,
    failing(Goal, Deeper, Above, Children),
    said_node(not, yes, \+ Goal, \+ Goal, Children, Node).
node_of(builtin(Goal), _, _, Node) :-
    Goal \= now(_),
    node(builtin, yes, Goal, [], [], Node).
node_of(all(Goal, Few), Depth, Above, Node) :-
    Deeper is Depth + 1,
    nodes_of(Few, Deeper, Above, Children),
    node(builtin, yes, Goal, [], Children, Node).

% What an author says brings along the facts that the sentence stands on.
said_node(Kind, Holds, About, Goal, Derived, Node) :-
    said(About, Goal, Derived, Said, Evidence),
    append(Derived, Evidence, Children),
    node(Kind, Holds, Goal, Said, Children, Node).

said(About, _, Derived, Said, Evidence) :-
    sentence_for(About, Said, Proofs), !,
    nodes_of(Proofs, 1, [], Nodes),
    include(new_to(Derived), Nodes, Evidence).
said(_, _, _, [], []).

new_to(Derived, [Kind, _, _, Text|_]) :-
    Kind \== builtin,
    \+ occurs(Derived, Text).

occurs(Nodes, Text) :-
    member([_, _, _, Other, _, _, Children], Nodes),
    ( Other == Text -> true ; occurs(Children, Text) ), !.

% ---- why not

not_node(Goal, Depth, Above, Node) :-
    (   \+ room(Depth)
    ->  node(limit, no, Goal, [], [], Node)
    ;   defined(Goal)
    ->  relation_fails(Goal, Depth, Above, Node)
    ;   relation(Goal)
    ->  said(\+ Goal, Goal, [], Said, Evidence),
        node(missing, no, Goal, Said, Evidence, Node)
    ;   Goal = (\+ Inner)
    ->  Deeper is Depth + 1,
        holding(Inner, Deeper, Above, Children),
        node(not, no, Goal, [], Children, Node)
    ;   inner(Goal, Inner)
    ->  Deeper is Depth + 1,
        failing(Inner, Deeper, Above, Children),
        node(builtin, no, Goal, [], Children, Node)
    ;   node(builtin, no, Goal, [], [], Node)
    ).

inner(findall(_, Inner, _), Inner).
inner(aggregate_all(_, Inner, _), Inner).

relation_fails(Goal, _, Above, Node) :-
    member(Other, Above),
    Other =@= Goal, !,
    node(limit, no, Goal, [], [], Node).
relation_fails(Goal, Depth, Above, Node) :-
    Deeper is Depth + 1,
    findall(Children,
            ( limit(8, clause_of(_, _, _, Goal, Body)), failing(Body, Deeper, [Goal|Above], Children) ),
            Lists),
    append(Lists, Derived),
    said_node(rule, no, \+ Goal, Goal, Derived, Node).

%! failing(+Body, +Depth, +Above, -Nodes)
%  What held before the body failed, and what failed.
failing((A ; B), Depth, Above, Nodes) :-
    nonvar(A), A = (C -> T), !,
    failing_choice(C, T, B, Depth, Above, Nodes).
failing((A ; B), Depth, Above, Nodes) :- !,
    failing(A, Depth, Above, NodesA),
    failing(B, Depth, Above, NodesB),
    append(NodesA, NodesB, Nodes).
failing((C -> T), Depth, Above, Nodes) :- !,
    failing_choice(C, T, fail, Depth, Above, Nodes).
failing(forall(A, B), Depth, Above, Nodes) :- !,
    failing(\+ (A, \+ B), Depth, Above, Nodes).
failing((A, B), Depth, Above, Nodes) :- !,
    conjuncts((A, B), Goals),
    furthest(Goals, 0, [], _-Proofs, Goal),
    nodes_of(Proofs, Depth, Above, Held),
    failing(Goal, Depth, Above, Failed),
    append(Held, Failed, Nodes).
failing(Goal, Depth, Above, [Node]) :-
    not_node(Goal, Depth, Above, Node).

failing_choice(C, T, E, Depth, Above, Nodes) :-
    (   solution(C, Proofs)
    ->  nodes_of(Proofs, Depth, Above, Held),
        failing(T, Depth, Above, Failed)
    ;   nodes_of([not(C)], Depth, Above, Held),
        failing(E, Depth, Above, Failed)
    ),
    append(Held, Failed, Nodes).

conjuncts(Body, Goals) :-
    ( Body = (A, B) -> conjuncts(A, GA), conjuncts(B, GB), append(GA, GB, Goals) ; Goals = [Body] ).

% The way that got furthest before it failed, among the first ways to prove each goal. It binds what it proved.
furthest(Goals, Before, Proofs, Best, Failing) :-
    findall(Negative-way(Goals, Length-Held, Goal),
            ( way(Goals, Before, Proofs, Length, Held, Goal), Negative is -Length ),
            Ways),
    keysort(Ways, [_-way(Goals, Best, Failing)|_]).

way([Goal|Goals], Length, Held, Furthest, AllHeld, Failing) :-
    (   \+ solution(Goal, _)
    ->  Furthest = Length, AllHeld = Held, Failing = Goal
    ;   limit(3, solution(Goal, Proofs)),
        Longer is Length + 1,
        append(Held, Proofs, Longest),
        way(Goals, Longer, Longest, Furthest, AllHeld, Failing)
    ).

solution(Goal, Proofs) :-
    compile_body(Goal, 0, Compiled, Proofs),
    call(Compiled).

% Why what should not hold does hold: several ways, where they are ways to hold of different things.
holding(Goal, Depth, Above, Nodes) :-
    findall(Proofs, limit(16, solution(Goal, Proofs)), Ways),
    findall(Node, ( member(Proofs, Ways), nodes_of(Proofs, Depth, Above, Held), member(Node, Held) ), All),
    distinct_goals(All, [], Nodes).

distinct_goals([], _, []).
distinct_goals([Node|Nodes], Seen, Distinct) :-
    Node = [_, _, _, Text|_],
    (   memberchk(Text, Seen)
    ->  distinct_goals(Nodes, Seen, Distinct)
    ;   Distinct = [Node|More],
        distinct_goals(Nodes, [Text|Seen], More)
    ).

% ---- nodes

%! node(+Kind, +Holds, +Goal, +Said, +Children, -Node)
node(Kind, Holds, Goal, Said, Children, [Kind, Holds, Said, Text, Asked, [], Children]) :-
    goal_text(Goal, Text),
    asked(Goal, Asked).

asked(\+ Goal, Asked) :- !,
    asked(Goal, Asked).
asked(Goal, [Name|Words]) :-
    relation(Goal), !,
    Goal =.. [Name|Arguments],
    maplist(word, Arguments, Words).
asked(_, []).

word(Argument, Word) :-
    (   var(Argument)
    ->  Word = []
    ;   atomic(Argument)
    ->  Word = Argument
    ;   goal_text(Argument, Word)
    ).

with_key([Kind, Holds, Said, Text, Asked, _, Children], Key, [Kind, Holds, Said, Text, Asked, Key, Children]).
