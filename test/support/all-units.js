// Loads all tests of the protocol and of the product's rules into one file, so that each mutant loads their modules
// once instead of once per test file.
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

for (const folder of ['scim', 'directory']) {
  const path = join(__dirname, '../service', folder);
  for (const name of readdirSync(path)) {
    describe(`${folder}/${name}`, () => {
      require(join(path, name));
    });
  }
}
