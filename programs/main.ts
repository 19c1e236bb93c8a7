#!/usr/bin/env node
import { entraScim } from './program';

void entraScim(process.argv.slice(2), process);
