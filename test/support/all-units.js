// Loads all tests of the protocol and of the product's rules as one test file, so that for each mutant Jest loads the
// tested modules only once.
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
