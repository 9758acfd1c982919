// Tries to leave the app's pages, and tells by which ways it could. Each attempt has a server to
// find: this machine's own loopback would answer with a refused connection, which is not the same as
// being forbidden to ask.
const reached = [];
const violations = [];
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
const attempt = (name, go) => Promise.resolve().then(go).then(() => reached.push(name), () => {});
const image = () =>
  new Promise((loaded, failed) => {
    const element = new Image();
    element.onload = loaded;
    element.onerror = failed;
    element.src = 'http://127.0.0.1:9/pixel.png';
  });
return (async () => {
const here = location.href;
await attempt('fetch', () => fetch('http://127.0.0.1:9/'));
await attempt('image', image);
await attempt('eval', () => new Function('return 1')());
location.href = 'https://app.hubspot.com/';
await new Promise((later) => setTimeout(later, 200));
if (location.href !== here) reached.push('navigation');
if (window.open('https://app.hubspot.com/') !== null) reached.push('window');
for (const expected of ['connect-src', 'img-src']) {
  if (!violations.some((one) => one.startsWith(expected))) reached.push(`${expected} was not forbidden`);
}
return reached;
})();
