import { Router, urlencoded } from 'express';

import { OneUseLinks } from '../pages/one-use-links';
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
 * @param publicUrl URL at which clients reach the service.
 */
export function signInByLink(publicUrl: string, now: () => Date): SignIn & { readonly newLink: () => string } {
  const links = new OneUseLinks<Person>(LINK_SECONDS, now);
  return {
    sessionSeconds: SESSION_SECONDS,
    newLink: () => `${publicUrl}${SIGN_IN_PATH}?code=${links.make(DEVELOPER)}`,
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
        const person = typeof code === 'string' ? links.use(code) : undefined;
        if (person) await enter(res, person);
        else sendPage(res, <UsedLink />, 403);
      });
      return router;
    },
  };
}

function Continue({ code }: { readonly code: string }) {
  return (
    <ConsolePage title="Sign in" lead="The link lets you in once, as operator.">
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
        <p>It lets in once. Restart the service to get another.</p>
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
