import { PATCH_OP, SEARCH_REQUEST } from '../../../service/scim/required-schemas';
import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

describe('the profile rfc', () => {
  test('follows RFC 7644 to the letter', async () => {
    await using scim = await startScim(database, { tenant: { profile: 'rfc' } });
    const { body: ann } = await scim.send('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'ann',
      emails: [
        { type: 'work', value: 'a' },
        { type: 'work', value: 'b' },
      ],
    });
    const sendPatch = (...Operations: object[]) =>
      scim.send('PATCH', `/Users/${ann.id}`, { schemas: [PATCH_OP], Operations });
    const patch = async (operation: object) => (await sendPatch(operation)).body.scimType;
    const search = { schemas: [SEARCH_REQUEST], filter: 'active eq "True"' };

    expect(ann.emails).toHaveLength(2);
    expect(await patch({ op: 'replace', path: 'emails[type eq "home"].value', value: 'x' })).toBe('noTarget');
    expect(await patch({ op: 'replace', path: 'active', value: 'True' })).toBe('invalidValue');
    expect(await patch({ op: 'replace', value: { shoeSize: 42 } })).toBe('invalidPath');
    expect((await sendPatch()).body.scimType).toBe('invalidSyntax');
    expect((await scim.send('GET', '/Users?filter=active+eq+%22True%22')).body.scimType).toBe('invalidFilter');
    expect((await scim.send('POST', '/.search', search)).body.scimType).toBe('invalidFilter');
    expect((await scim.send('GET', '/Users?filter=active+eq+true')).body.totalResults).toBe(1);
  });
});
