// Shows times in the reader's time zone, and adds buttons that copy. Pages also work without it.
(() => {
  const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });

  function enhance(root) {
    for (const time of root.querySelectorAll('time[data-local]')) {
      time.textContent = short.format(new Date(time.dateTime));
      time.removeAttribute('data-local');
    }
    for (const axis of root.querySelectorAll('g[data-every]')) showLocally(axis);
    for (const button of root.querySelectorAll('button[data-copy][hidden]')) button.hidden = false;
  }

  // The axis has a label for each hour. Shows those that are round hours in the reader's time zone.
  function showLocally(axis) {
    const every = Number(axis.dataset.every);
    for (const label of axis.querySelectorAll('[data-hour]')) {
      const hour = new Date(label.dataset.hour);
      label.classList.toggle('off', hour.getHours() % every !== 0);
      label.textContent = (every === 24 ? weekday : clock).format(hour);
    }
    axis.querySelector('[data-zone]').textContent = short.resolvedOptions().timeZone;
    axis.removeAttribute('data-every');
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
