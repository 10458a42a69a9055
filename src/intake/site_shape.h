/* SPDX-License-Identifier: ISC */
/* The shape of conf/site.json (docs/site.md), as a table. */
#ifndef INTAKE_SITE_SHAPE_H
#define INTAKE_SITE_SHAPE_H

#include "intake/shape.h"

#define SITE_TREE_DEPTH_MAX 3

extern const struct shape site_shape;

#endif
