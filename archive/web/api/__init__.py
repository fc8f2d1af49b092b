"""The archive for programs: /api/v1/… and the older /api/… are the same addresses. `answers` says what is given,
`questions` what may be asked, `operations` holds both together, `openapi` describes them."""
