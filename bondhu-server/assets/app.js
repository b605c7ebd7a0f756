// Starts what the page at hand needs; everything works, more slowly, without it.
const page = document.body.dataset.page;
if (page === 'chat') (await import('./js/chat.js')).start();
else if (page === 'welcome' || page === 'form') (await import('./js/forms.js')).start();
