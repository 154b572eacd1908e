import { proveProperties } from './properties';

describe('a directory in which anything happens', function () {
  this.timeout(120_000);

  it('loses nothing, gives its first bytes back, and has nothing to do twice', () => {
    for (let seed = 1; seed <= 120; seed++) proveProperties(seed);
  });
});
