"""Loss functions, one module each: value, gradient, framework forms, label."""
