% How far to look back for contacts, in seconds.
%
% NIST SP 1800-36 Build 5 looks back two minutes. Replace this rule to set another time, of an
% hour at most: a domain remembers contacts for no longer.

contact_window(120).
