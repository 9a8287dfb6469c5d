% How far to look back for contacts, in seconds.
%
% NIST SP 1800-36 Build 5 looks back two minutes. Replace this rule to set a shorter time;
% the node itself remembers no contact for longer.

contact_window(120).
