% Who bought a device trusts it, where the buyer trusts its maker.
%
% CAHN, Device Has Been Purchased, in its narrower form. The text has the buyer's trust in the maker signed by the maker
% (`manufacturer-`), and in the chapter on makers by the person. Here it is the person's, since a maker that vouches for
% itself proves nothing. The purchase is recorded by the device's own maker or by somebody with the right to record
% purchases, and what is inferred counts like a statement of the buyer: only with the right to connect devices.

admitted(_, Device) :-
    bought(Device, Buyer),
    entitled(Buyer, connect_devices).

bought(Device, Buyer) :-
    purchase(Device, Buyer, _, Seller),
    made_by(Device, Manufacturer),
    may_record_purchase(Seller, Manufacturer),
    trusts(Buyer, Manufacturer, manufacturer).

may_record_purchase(Seller, Seller) :-
    manufacturer_speaks(Seller).
may_record_purchase(Seller, _) :-
    right(Seller, record_purchases).

says(bought(Device, Buyer), "{Buyer} bought {Device}, and trusts its maker").
says(\+ bought(Device, _), "nobody who trusts the maker of {Device} is on record as its buyer").
