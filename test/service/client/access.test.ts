import { type Access, AccessMap } from '../../../service/client';

const ANN: Access = {
  id: '1',
  userName: 'Ann@contoso.example',
  externalId: 'AbC',
  active: true,
  role: undefined,
  groups: [{ id: 'g', displayName: 'Money' }],
};

describe('accesses in memory', () => {
  test('are found by userName in any case, and by externalId in this one alone', () => {
    const people = new AccessMap();
    people.put(ANN);

    expect(people.findByUserName('ANN@contoso.example')).toBe(ANN);
    expect(people.findByExternalId('AbC')).toBe(ANN);
    expect(people.findByExternalId('abc')).toBeUndefined();
    expect(people.get('1')).toBe(ANN);
  });

  test('take nobody for somebody whose userName is the externalId of another', () => {
    const people = new AccessMap();
    people.put(ANN);
    people.put({ ...ANN, id: '2', userName: 'AbC', externalId: 'Ann@contoso.example' });

    expect(people.findByExternalId('AbC')?.id).toBe('1');
    expect(people.findByUserName('abc')?.id).toBe('2');
  });

  test('keep the one who has a name now when the one who had it goes', () => {
    const people = new AccessMap();
    people.put(ANN);
    people.put({ ...ANN, id: '2' });

    people.remove('1');

    expect([people.findByUserName(ANN.userName)?.id, people.findByExternalId('AbC')?.id]).toEqual(['2', '2']);
  });

  test('are found with the new name of a group', () => {
    const people = new AccessMap();
    people.put(ANN);

    people.renameGroup('g', 'Finance');

    expect(people.findByUserName(ANN.userName)?.groups).toEqual([{ id: 'g', displayName: 'Finance' }]);
    expect(people.get('1')?.groups).toEqual([{ id: 'g', displayName: 'Finance' }]);
  });
});
