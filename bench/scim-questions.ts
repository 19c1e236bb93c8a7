import type { Comparison } from './comparison';
import type { Distant } from './distance';
import type { Load } from './load';
import { MATCHING, type ScimLoads } from './scim-loads';
import { FEW, LARGE_GROUP, ORDINARY, ORDINARY_GROUP, type Sizes, SMALL_GROUP } from './site';

/** Cost of a request in a large tenant or group, relative to a small one. */
export function growth(large: ScimLoads, small: ScimLoads, sizes: Sizes): Comparison[] {
  const users = `${count(sizes.users)} users over ${count(FEW.users)}`;
  const members = `${count(sizes.members)} members over ${count(FEW.members)}`;
  const limit = { costAtMost: 1.3 };
  return [
    ...Object.values(MATCHING).map((matching) => ({
      question: `match by ${matching.attribute}, ${users}`,
      subject: large.match(matching),
      base: small.match(matching),
      limit,
    })),
    {
      question: `add and remove a member, ${members}`,
      subject: large.changeMembers(LARGE_GROUP),
      base: large.changeMembers(SMALL_GROUP),
      limit,
    },
    {
      question: `read a group without its members, ${members}`,
      subject: large.readGroup(LARGE_GROUP, WITHOUT_MEMBERS),
      base: large.readGroup(SMALL_GROUP, WITHOUT_MEMBERS),
      limit,
    },
    {
      question: `read a group of ${ORDINARY} with its members, ${users}`,
      subject: large.readGroup(ORDINARY_GROUP),
      base: small.readGroup(ORDINARY_GROUP),
      limit,
    },
  ];
}

const WITHOUT_MEMBERS = '?excludedAttributes=members';

/** Compares the service with an Express server that runs one statement per request. */
export function overFloor(service: ScimLoads, floor: ScimLoads, sizes: Sizes): Comparison[] {
  return kinds(sizes).map(({ name, load, floorAtLeast }) => ({
    question: `${name}, service over floor`,
    subject: load(service),
    base: load(floor),
    limit: { throughputAtLeast: floorAtLeast },
  }));
}

/** Compares the service with an older version of itself. */
export function overBefore(
  service: ScimLoads,
  before: ScimLoads,
  sizes: Sizes,
): { readonly question: string; readonly subject: Load; readonly base: Load }[] {
  return kinds(sizes).map(({ name, load }) => ({
    question: `${name}, over before`,
    subject: load(service),
    base: load(before),
  }));
}

/** How often a request waits for the database. */
export function distant(near: ScimLoads, far: ScimLoads): Distant[] {
  return [
    {
      question: 'round trips of a match',
      near: near.match(MATCHING.userName),
      far: far.match(MATCHING.userName),
      most: 1.2,
    },
    { question: 'round trips of a PATCH of a user', near: near.patchUser(), far: far.patchUser(), most: 2.2 },
    {
      question: 'round trips of a change of a member',
      near: near.changeMembers(SMALL_GROUP),
      far: far.changeMembers(SMALL_GROUP),
      most: 2.2,
    },
  ];
}

interface RequestKind {
  readonly name: string;
  readonly load: (loads: ScimLoads) => Load;
  readonly floorAtLeast: number;
}

/** Entra's most frequent requests. */
function kinds({ users }: Sizes): RequestKind[] {
  const deep = Math.floor(users / 2) + 1;
  return [
    { name: 'match a user', load: (loads) => loads.match(MATCHING.userName), floorAtLeast: 0.85 },
    { name: 'create a user', load: (loads) => loads.createUser(), floorAtLeast: 0.85 },
    { name: 'PATCH of a user', load: (loads) => loads.patchUser(), floorAtLeast: 0.7 },
    { name: '±1 member of one group', load: (loads) => loads.changeMembers(LARGE_GROUP), floorAtLeast: 0.4 },
    {
      name: `page of users ${count(deep)} to ${count(deep + 99)}`,
      load: (loads) => loads.readPage(deep, 100),
      floorAtLeast: 0.6,
    },
  ];
}

function count(number: number): string {
  return number.toLocaleString('en');
}
