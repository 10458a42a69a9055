/* SPDX-License-Identifier: ISC */
/*
 * What a table of shapes cannot say of conf/site.json: that names name
 * something, codes are unique, days come in order.
 */
#ifndef INTAKE_SITE_LINKS_H
#define INTAKE_SITE_LINKS_H

#include <stdbool.h>

#include <jansson.h>

#include "intake/shape.h"

/* site has the shape of site_shape. */
bool site_links_check(json_t *site, struct shape_fault *fault);

#endif
