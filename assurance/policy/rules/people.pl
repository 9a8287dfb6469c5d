% Who may do what: a person whom this node believes, and who has the right.

entitled(Person, Right) :-
    person(Person),
    right(Person, Right).
