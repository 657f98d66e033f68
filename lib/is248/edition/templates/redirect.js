// Leads on with what stands after "#", which a refresh of the page would lose.
location.replace(document.getElementById("videre_").href + location.hash);
