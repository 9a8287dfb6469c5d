/**
 * Vectors that nobody here made: what lora-packet 0.9.3 (npm, MIT licence) derives from inputs drawn at random. They reach what the
 * others do not: an AppKey that is no zero, JSIntKey and JSEncKey.
 */

export const LORA_PACKET = [
  {
    appKey: '5a362cf7b79d4d067480271d9658eff2',
    nwkKey: 'fe595d04cd58c80682e5a106617a2043',
    joinEui: 'a3c0bb05569fa71f',
    devEui: '00872a1964b50f1b',
    netId: '9404ee',
    joinNonce: 15353697,
    devNonce: 11114,
    session10: {
      appSKey: 'de4619d937d61edd4b0ce001f4e6f1f0',
      nwkSKey: '5e7f4e12005ad560099f1b25f4b5bf7f',
    },
    session11: {
      appSKey: 'f7134a567beee46a05631e5a521293cf',
      fNwkSIntKey: '58b1de1cd5a4a5ddd9c7229444b9ede1',
      sNwkSIntKey: '53148df682f2654a1d7f37c8d2052a8e',
      nwkSEncKey: '882cafd8fa81dca652b1b76736d02477',
    },
    joinServer: {
      jsIntKey: '363a5b6e086dc5f5ec96e69a1f22bece',
      jsEncKey: '1c5ff4ccdefe30774b931292e5c98837',
    },
  },
  {
    appKey: '172dd4a0366000604e2c4de41457aa1e',
    nwkKey: '4328a3bccb5e2752fdbfa61e1b622535',
    joinEui: '834ceb6ccf6952c9',
    devEui: 'cf4b9c1f5eb31deb',
    netId: '6c270e',
    joinNonce: 10041002,
    devNonce: 38597,
    session10: {
      appSKey: '38099be412d848fcca2fe64c8787ede7',
      nwkSKey: '7bf95f8bd5bd9b6ae5f12be553297119',
    },
    session11: {
      appSKey: 'd56b7100120871daa98088f8206a2c22',
      fNwkSIntKey: '2ca486d25bc8dd176f85ce0e9e43f24f',
      sNwkSIntKey: 'bbb5477d641f2fad632b6b1fd89a93f0',
      nwkSEncKey: '07f2ffd8fd9d08bcbe6a7fb07a61a91e',
    },
    joinServer: {
      jsIntKey: '628cfd73bbf2a18b04a84bfd5ba44722',
      jsEncKey: '0efaae44cc5f81225360327d30c4d411',
    },
  },
  {
    appKey: 'd5856351bbc14599e687dac105150e8a',
    nwkKey: 'eb8b76bba76407305ba01b5284a52995',
    joinEui: '9d643c1849ba4d8d',
    devEui: '45366849ffd75b4c',
    netId: '2daa9a',
    joinNonce: 14463037,
    devNonce: 28850,
    session10: {
      appSKey: 'b21176efd5a16eb34cf69475b6688685',
      nwkSKey: 'edeb3fbcc46496dc2f81973e345c7d57',
    },
    session11: {
      appSKey: 'e0a22988a12234af17c8b3e99dd7b57d',
      fNwkSIntKey: '8973fd2abb0d34324cf57c02dd01c7a2',
      sNwkSIntKey: 'e042b6dca439ce04af23861701b319f6',
      nwkSEncKey: '1df10759c9afbdc0c7f37f4f8619b19e',
    },
    joinServer: {
      jsIntKey: 'f11dec23fbfa1f45407cf8f9c370f768',
      jsEncKey: '42b130baf4efce6aceab06cbf1781e1b',
    },
  },
  {
    appKey: '697d4aeb7c587123c345cec0c8fe5955',
    nwkKey: 'b6277483f754e618dabf67ac32c8472c',
    joinEui: '7c22b22eb783d865',
    devEui: 'f3d32e1e5b933df4',
    netId: '3b20bf',
    joinNonce: 8153139,
    devNonce: 25900,
    session10: {
      appSKey: '1a78764547e53bb7d6b4f2cae7df315a',
      nwkSKey: '516e185b5a04547692c12589a40de587',
    },
    session11: {
      appSKey: 'f444a495d5418137c50eb7c3f1041194',
      fNwkSIntKey: '068d07cf38f40c89267eb8d423b44b12',
      sNwkSIntKey: 'fc1868da0d6ac64b7b36e9d5d4c6dca3',
      nwkSEncKey: '7aa75e4ede362ff34b305f51fd616c04',
    },
    joinServer: {
      jsIntKey: 'a20f937c6887c601d8e92857117a9c35',
      jsEncKey: '81cc26c351b587feef7b89026e876945',
    },
  },
] as const;
