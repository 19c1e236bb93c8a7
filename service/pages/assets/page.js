// Times in the reader's zone, buttons that copy, and forms that ask before they act. Pages work without all of it.
(() => {
  const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

  function enhance(root) {
    for (const time of root.querySelectorAll('time[data-local]')) {
      time.textContent = short.format(new Date(time.dateTime));
      time.removeAttribute('data-local');
    }
    for (const button of root.querySelectorAll('button[data-copy][hidden]')) button.hidden = false;
  }

  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('button[data-copy]');
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    const label = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = label), 2000);
  });

  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node.querySelectorAll) enhance(node);
  }).observe(document.documentElement, { childList: true, subtree: true });
  enhance(document);
})();
