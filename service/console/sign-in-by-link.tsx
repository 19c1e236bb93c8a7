import { randomBytes } from 'node:crypto';

import { Router, urlencoded } from 'express';

import { sha256 } from '../directory/tenant-registry';
import { sendPage } from '../pages/render';

import { ConsolePage } from './console-page';
import { type SignIn, SIGN_IN_PATH } from './sign-in';
import type { Person } from './visit';

/** Validity of the link that the service prints, in seconds. */
const LINK_SECONDS = 24 * 3600;

/** Duration of a session on a developer's machine, in seconds. */
const SESSION_SECONDS = 8 * 3600;

const DEVELOPER: Person = { id: 'developer', name: 'developer', roles: ['operator'] };

/**
 * Signs a developer in with a link that the service prints when it starts. The link only opens a page with a button, so
 * that a program that previews links, for example in a chat, does not use up the link.
 *
 * The links are kept in this process. That is enough, because a developer's machine runs only one replica. Unlike the
 * portal's links, they do not need the database, which may not be available yet when the service starts.
 *
 * @param publicUrl URL at which clients reach the service.
 */
export function signInByLink(publicUrl: string, now: () => Date): SignIn & { readonly newLink: () => string } {
  const unused = new Map<string, number>(); // when a link expires, in milliseconds, by the digest of its code
  return {
    sessionSeconds: SESSION_SECONDS,
    newLink: () => {
      const code = randomBytes(32).toString('base64url');
      unused.set(sha256(code), now().getTime() + LINK_SECONDS * 1e3);
      return `${publicUrl}${SIGN_IN_PATH}?code=${code}`;
    },
    routes: (enter) => {
      const router = Router();
      router.get('/', ({ query: { code } }, res) => {
        sendPage(
          res,
          typeof code === 'string' ? <Continue code={code} /> : <NeedsLink />,
          code === undefined ? 401 : 200,
        );
      });
      router.post('/', urlencoded({ extended: false, limit: 1024 }), async (req, res) => {
        const { code } = req.body as Record<string, unknown>;
        const digest = sha256(String(code));
        const isValid = (unused.get(digest) ?? 0) > now().getTime();
        unused.delete(digest);
        if (isValid) await enter(res, DEVELOPER);
        else sendPage(res, <UsedLink />, 403);
      });
      return router;
    },
  };
}

function Continue({ code }: { readonly code: string }) {
  return (
    <ConsolePage title="Sign in" lead="This link works once. It makes you an operator.">
      <form method="post" action={SIGN_IN_PATH}>
        <input type="hidden" name="code" value={code} />
        <button class="primary" type="submit">
          Continue to the console
        </button>
      </form>
    </ConsolePage>
  );
}

function NeedsLink() {
  return (
    <ConsolePage title="Sign in">
      <div class="note">
        <strong>Open the link that the service printed when it started.</strong>
        <p>The link works once. Restart the service to get another.</p>
      </div>
    </ConsolePage>
  );
}

function UsedLink() {
  return (
    <ConsolePage title="This link lets nobody in">
      <div class="note note-bad">
        <strong>It was used before, or is older than a day.</strong>
        <p>Restart the service to get another.</p>
      </div>
    </ConsolePage>
  );
}
