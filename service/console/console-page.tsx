import type { ComponentChildren, VNode } from 'preact';

import { FormToken } from '../pages/form-token';
import { type Crumb, Page, type Tab } from '../pages/page';

import type { Visit } from './visit';

/** Path of the console. */
export const CONSOLE_PATH = '/console';

interface ConsolePageProps {
  readonly title: string;
  readonly crumbs?: readonly Crumb[];
  readonly lead?: ComponentChildren;
  readonly tabs?: readonly Tab[];
  readonly tab?: string;

  /** The session of the person who is signed in. Undefined when nobody is signed in. */
  readonly visit?: Pick<Visit, 'formToken' | 'person'> | undefined;
  readonly children: ComponentChildren;
}

/** A page of the console. */
export function ConsolePage({ visit, ...page }: ConsolePageProps): VNode {
  return (
    <Page
      product="entra-scim console"
      home={CONSOLE_PATH}
      {...page}
      account={
        visit && (
          <form class="account" method="post" action={`${CONSOLE_PATH}/sign-out`}>
            <FormToken token={visit.formToken} />
            <span>
              {visit.person.name}{' '}
              <span class="muted">({visit.person.roles.includes('operator') ? 'operator' : 'auditor'})</span>
            </span>
            <button class="quiet" type="submit">
              Sign out
            </button>
          </form>
        )
      }
    />
  );
}
