/* SPDX-License-Identifier: ISC */
/* The officers' console as part of the program; made by src/cli/embed. */
#ifndef CLI_DESK_ASSETS_H
#define CLI_DESK_ASSETS_H

#include <stddef.h>
#include <stdint.h>

struct cli_desk_asset {
	const char *path; /* "/" or "/name" */
	const char *type;
	const uint8_t *data;
	size_t len;
};

extern const struct cli_desk_asset cli_desk_assets[];
extern const size_t cli_desk_asset_count;

#endif
