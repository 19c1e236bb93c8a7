import type { ComponentChildren, VNode } from 'preact';

import { assetUrl } from './assets';

/**
 * A link in the breadcrumbs above the title. Breadcrumbs start with the outermost page and end with the parent of the
 * current page.
 */
export interface Crumb {
  readonly name: string;
  readonly href: string;
}

/** A tab: a link in the row below the title. */
export interface Tab {
  readonly name: string;
  readonly href: string;
}

export interface PageProps {
  /** Name of the product in the bar at the top, for example `entra-scim console`. */
  readonly product: string;

  /** URL to which the product's name links. */
  readonly home: string;
  readonly title: string;
  readonly crumbs?: readonly Crumb[];

  /** A sentence below the title. */
  readonly lead?: ComponentChildren;
  readonly tabs?: readonly Tab[];

  /** `href` of the current tab. */
  readonly tab?: string;

  /** Shown at the end of the bar: the name of the person who is signed in, and a button for signing out. */
  readonly account?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The frame of every page: bar, breadcrumbs, title, tabs and content. */
export function Page(props: PageProps): VNode {
  const { product, home, title, crumbs = [], lead, tabs = [], tab, account, children } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {/* By default, htmx evaluates strings and inserts a style. The content security policy forbids both. */}
        <meta name="htmx-config" content='{"allowEval":false,"includeIndicatorCSS":false,"mode":"same-origin"}' />
        <title>{`${title} – ${product}`}</title>
        <link rel="stylesheet" href={assetUrl('style.css')} />
        <script src={assetUrl('htmx.js')} defer />
        <script src={assetUrl('page.js')} defer />
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="bar">
          <a class="product" href={home}>
            {product}
          </a>
          {account}
        </header>
        <main id="content">
          {crumbs.length > 0 && (
            <nav aria-label="Path">
              <ol class="crumbs">
                {crumbs.map(({ name, href }) => (
                  <li key={href}>
                    <a href={href}>{name}</a>
                  </li>
                ))}
              </ol>
            </nav>
          )}
          <h1>{title}</h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
          {tabs.length > 0 && (
            <nav class="tabs" aria-label={`Pages of ${title}`}>
              {tabs.map(({ name, href }) => (
                <a key={href} href={href} aria-current={href === tab ? 'page' : undefined}>
                  {name}
                </a>
              ))}
            </nav>
          )}
          {children}
        </main>
      </body>
    </html>
  );
}
