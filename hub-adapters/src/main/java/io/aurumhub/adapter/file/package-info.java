/**
 * The connector of drop folders: reads CSV files that others put there, in one way. Only
 * {@link io.aurumhub.adapter.file.CsvFolder} is for others.
 */
@NullMarked
package io.aurumhub.adapter.file;

import org.jspecify.annotations.NullMarked;
