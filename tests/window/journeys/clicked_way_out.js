// A button that opens a window on another page, as a link in a page could.
const button = document.createElement('button');
button.textContent = 'Way out';
button.style.cssText = 'position: fixed; top: 0; left: 0; z-index: 9999';
button.addEventListener('click', () => {
  window.opened = window.open('https://app.hubspot.com/') !== null;
  button.remove();
});
document.body.append(button);
