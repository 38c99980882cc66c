// The token of the link stands behind its #: browsers send that to no server, and put it into no Referer.
const token = location.hash.slice(1);
// The history of the browser keeps the page, and not the token.
history.replaceState(null, "", location.pathname + location.search);
if (token) {
  const form = document.querySelector("form");
  form.elements.token.value = token;
  form.submit();
} else {
  // Somebody went back to this page.
  location.replace("./");
}
