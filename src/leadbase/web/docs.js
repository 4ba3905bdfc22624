// Shows the API's description; a signed-in session's cookie goes along, or a token entered under "Authorize".

window.SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: -1,
  docExpansion: "none",
  withCredentials: true,
});
